title: WHISKER OFF Thieving cat Colin returns 43 stolen socks after his owner posts a plea on the village noticeboard
byline: Chaz Beale
published: 2020-03-04 21:07 UTC?
updated: 2020-03-05 08:32 UTC?

A LIGHT-pawed moggy has handed back his loot after a nine-month crime spree that baffled a whole street.
Colin, 6, slipped through cat flaps in Brindle Row, Wendleham, and made off with 43 socks, two thermal vests and a tea towel.
Owner Maggie said: "I thought I was going mad. I must have bought him a hundred toys."
She pegged the lot on a line outside the village hall so that neighbours could pick out their own.
'HE LOOKED SO PROUD'
Neighbour Ron Aspey, 71, got back his lucky bowling socks. He added: "He looked so proud, you couldn't be cross."
Police said no further action would be taken.
