title: Freibad am Mühlteich bleibt geschlossen
publisher: Oberhainer Bote
byline: Tobias Rehm
section: Lokales
published: 2022-05-10 16:05 UTC?
updated: 2022-05-11 08:20 UTC?
lang: de

Die Stadtwerke Oberhain legen das Freibad am Mühlteich in diesem Sommer still. Grund sind Risse im Becken, die ein Gutachter im März gefunden hat.
„Wir können die Verantwortung nicht übernehmen“, sagte Werkleiterin Petra Hollweg am Dienstag im Bauausschuss. Die Reparatur koste mindestens 1,4 Millionen Euro.
Förderverein sammelt Unterschriften
Der Förderverein will das nicht hinnehmen. Er hat seit dem Wochenende mehr als 2.300 Unterschriften gesammelt und fordert eine Bürgerversammlung noch vor den Ferien.
Über das Geld entscheidet der Rat am 24. Mai. Bis dahin bleibt das Tor zu.
