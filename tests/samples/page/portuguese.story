title: Chuvas suspendem aulas em Monte Claro
byline: Renata Quadros
published: 2021-01-14 10:22:05 -03:00
lang: pt-BR
publisher: Folha do Monte

A prefeitura de Monte Claro suspendeu nesta quinta-feira as aulas em 23 escolas da zona rural por causa das chuvas, que já deixaram mais de 400 pessoas desalojadas.
“A prioridade é tirar as famílias das áreas de risco”, disse o coordenador da Defesa Civil, Antenor Prado, em entrevista coletiva.
O nível do rio das Pedras subiu 2,8 metros em 24 horas. Duas pontes foram interditadas, e o abastecimento de água está comprometido em três bairros.
A previsão é de mais chuva até domingo, segundo o instituto de meteorologia. As aulas devem ser retomadas na segunda-feira.
