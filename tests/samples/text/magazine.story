title: The Quiet War Over the World's Last Lighthouse Keepers
byline: Imogen Vance
published: 2021-04-09

Machines took the lamps decades ago. So why do eleven people still climb the stairs?
At half past four on a January morning, Tom Rendle puts on two pairs of socks and walks into the dark.
He has done it for thirty-one years. The lamp no longer needs him. It has not needed him since 1998, when a cable was laid from the mainland and a computer the size of a lunchbox began to switch it on and off.
"People think I'm guarding the light," he told me. "I'm guarding the place."
I.
There are eleven keepers left. Nine of them work for trusts that pay them little or nothing; two, including Rendle, are on a state's payroll.
Nobody can say what they cost. The ministry gave me three figures in the course of one week, the highest of which was $212,000 a year.
