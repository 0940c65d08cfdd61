title: Prom przez Nidę za darmo. Rada zdecydowała
byline: Agnieszka Wilk
published: 2022-09-07 14:10 UTC?
updated: 2022-09-08 09:05 UTC?
lang: pl-PL
publisher: Kurier Nadnidziański

Mieszkańcy Starej Wólki nie będą płacić za przejazd nowym promem przez Nidę. Rada gminy przyjęła w środę uchwałę jednogłośnie.
– Czekaliśmy na to dwanaście lat – mówi sołtyska Danuta Kruk. Prom zastąpi most, który zawalił się podczas powodzi w 2010 roku.
Jednostka zabierze na pokład sześć samochodów i 40 pasażerów. Będzie kursować od 5.30 do 22, a w czasie żniw także w nocy.
Koszt zakupu to 2,1 mln zł. Połowę pokryła dotacja urzędu marszałkowskiego.
