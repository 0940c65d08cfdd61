title: Borgoforte chiude il centro alle auto
byline: Marta Zanchi
section: Cronaca
published: 2024-06-18 06:31:00 +02:00
updated: 2024-06-18 10:02:00 +02:00
lang: it
publisher: Il Mattino di Borgoforte

Il consiglio comunale di Borgoforte ha approvato nella notte il nuovo piano del traffico: dal primo settembre il centro storico sarà chiuso alle auto dalle 10 alle 18.
«È una scelta di buon senso», ha detto l’assessora Giulia Ferrante al termine di una seduta durata sette ore. Contraria l’opposizione, che parla di «regalo ai centri commerciali».
Le regole
I residenti potranno circolare con un permesso gratuito. Per i negozianti sono previste due fasce di carico e scarico, alle 6 e alle 20.
Le multe partiranno da novembre: 83 euro per chi entra senza permesso.
