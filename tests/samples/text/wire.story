title: Grain exporters warn of delays as Velt river falls to lowest level since 1976
byline: Marek Dunhill, Sofia Abel
published: 2022-08-11 06:58 UTC?
updated: 2022-08-11 14:14 UTC?

LOW WEIR, Aug 11 (Northgate) - Barges on the river Velt are carrying barely a third of their usual load, exporters said on Thursday, as water at the Low Weir gauge fell to 41 centimetres, its lowest since 1976.
Two of the four locks below the town have been shut, and ships now wait up to five days.
"We are loading by the spoonful," said Hanne Bruck of the grain traders' association.
Freight for a tonne of wheat from Fallow Bridge to the coast rose to 62 marks from 24 a month ago, according to the exchange.
($1 = 1.84 marks)
(Reporting by Marek Dunhill and Sofia Abel; Editing by Carl Oster)
