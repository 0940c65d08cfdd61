title: School board weighs four-day week for Hollis County
byline: Ray Stubbs
published: 2019-01-14 17:42 UTC?
updated: 2019-01-15 09:10 UTC?

HOLLIS, Ohio — The Hollis County school board on Monday heard a plan to close its nine schools on Fridays, which the superintendent said would save $1.1 million a year.
About 80 parents filled the cafeteria of Mill Street Elementary. Most who spoke were against it.
"I work Fridays. So does everybody in this room," said Tanya Brewer, a mother of three.
Superintendent Lou Hatch said that 14 districts in the state had made the change, and that test scores there "did not move either way."
The board is to vote on Feb. 11. Written comments are taken until Feb. 1.
