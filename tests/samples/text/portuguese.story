title: Prefeitura de Serra Clara suspende obra da ponte após queda de andaime
byline: Marina Couto
published: 2020-07-05 08:15 UTC?
updated: 2020-07-05 13:02 UTC?

A prefeitura de Serra Clara suspendeu neste domingo (5) a obra da nova ponte sobre o rio Jaru, depois que um andaime caiu e feriu dois operários.
Segundo os bombeiros, um deles quebrou a perna. O outro já teve alta.
“O andaime balançava desde quinta-feira”, disse o pedreiro Ivo Matos, que trabalhava na outra margem.
A construtora afirmou que vai esperar o laudo, que deve sair em dez dias.
