title: Waterbroek sluit drie bruggen
byline: Sanne de Wit
published: 2023-04-03 07:15 UTC?
updated: 2023-04-03 11:48 UTC?
lang: nl
publisher: Vlietbode

De gemeente Waterbroek sluit vanaf maandag drie bruggen over de Oude Vliet, omdat de houten palen eronder zijn aangetast. Fietsers moeten tot het najaar omrijden.
“Het is vervelend, maar veiligheid gaat voor”, zegt wethouder Joris van Aalst. Uit onderzoek bleek dat een op de vijf palen verrot is.
Scholen maken zich zorgen over de omleiding langs de provinciale weg. Ruim 600 leerlingen fietsen daar straks dagelijks langs vrachtverkeer.
De herstelwerkzaamheden kosten 3,4 miljoen euro en moeten in oktober klaar zijn.
