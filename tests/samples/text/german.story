title: Pegel in Oberhain sinkt, Schulen öffnen wieder am Montag
byline: Tobias Rehm
updated: 2021-06-14 17:35 UTC?

Nach vier Tagen Hochwasser entspannt sich die Lage an der Lauter. Der Pegel in Oberhain lag am Montagmittag bei 3,12 Metern, fast einen Meter niedriger als am Samstag.
„Das Schlimmste haben wir hinter uns“, sagte Bürgermeisterin Petra Hollweg der Lokalredaktion.
Bundesstraße bleibt gesperrt
Die B 27 zwischen Oberhain und Sellin bleibt bis mindestens Mittwoch gesperrt, weil ein Hang abzurutschen droht. Rund 40 Häuser dürfen noch nicht betreten werden.
Die Stadt bittet, keine Möbel an die Straße zu stellen. Sperrmüll wird ab Donnerstag abgeholt.
