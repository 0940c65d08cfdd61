title: Brae tram line reopens after three-year rebuild
byline: Dana Okafor
published: 2023-05-17

Trams are running again between Brae and the coast for the first time since 2020.
The line was closed after inspectors found cracks in the viaduct at Gorse Hill, which was built in 1904.
The rebuild cost £88m, a third more than planned, and took 14 months longer.
'Better late than never'
"I have waited for this like for a birthday," said Iona Petrie, who took the first tram to work.
The council said that fares would be frozen until April.
Campaigners for disabled passengers said that two of the nine stops still had no lift. The operator, Valley Trams, said they would be fitted "by the winter".
