title: À Port-Alban, les pêcheurs bloquent le port contre la hausse du gazole
byline: Élodie Roux, Yann Le Bris
published: 2018-10-03 07:15 UTC?
updated: 2018-10-03 12:40 UTC?

Une quarantaine de bateaux barrent l'entrée du port depuis mercredi matin, et aucun ferry n'a pu accoster.
« On travaille à perte depuis le printemps », assure Armel Guivarc'h, patron du Petit-Ange, un chalutier de seize mètres.
Le prix du litre a dépassé 0,65 euro en septembre, contre 0,43 un an plus tôt, selon le comité des pêches.
La préfecture a proposé une réunion jeudi à 10 heures. Les pêcheurs disent qu'ils iront, « mais avec les bateaux ».
