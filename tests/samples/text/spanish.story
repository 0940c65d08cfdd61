title: El Ayuntamiento de Valdehierro aprueba cerrar al tráfico la calle Mayor
published: 2021-11-22 18:42 UTC?
updated: 2021-11-23 09:05 UTC?

La medida empezará en enero y afecta a 1.200 vecinos.
El pleno del Ayuntamiento de Valdehierro aprobó este lunes, con 13 votos a favor y 8 en contra, cerrar al tráfico la calle Mayor desde el 10 de enero.
Los comerciantes pidieron un aplazamiento. “Nadie nos ha dicho por dónde van a entrar los camiones”, dijo Matías Rey, dueño de una ferretería.
La alcaldesa, Pilar Osorio, prometió dos aparcamientos nuevos con 340 plazas antes del verano.
La oposición recurrirá el acuerdo.
