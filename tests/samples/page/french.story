title: Sécheresse : l’arrosage interdit dans le Val-d’Orme
byline: Camille Devreux
section: Planète
published: 2022-10-12 11:42:10 +02:00
updated: 2022-10-12 18:05:33 +02:00
lang: fr-FR
publisher: La Gazette de l’Orme

La préfecture du Val-d’Orme a interdit, mercredi 12 octobre, tout arrosage jusqu’à la fin du mois. Les nappes restent à un niveau « historiquement bas », selon le service de l’eau.
« Nous n’avons pas vu cela depuis 1976 », explique Odile Tranchant, hydrologue à l’université de Saint-Brice, qui suit la rivière depuis vingt ans.
Les agriculteurs demandent une exception
La chambre d’agriculture a demandé une dérogation pour les maraîchers. « Sans eau, nous perdons la moitié des salades », avance son président, Luc Barrère.
Une réunion est prévue vendredi à 14 heures. D’ici là, les contrevenants s’exposent à une amende de 1 500 euros.
