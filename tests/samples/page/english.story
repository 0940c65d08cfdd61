title: Harbour board closes eastern quay
byline: Ann Lee
published: 2021-05-03 14:02:00 +01:00
lang: en
publisher: The Alba Day

PORT ALBA (AP) — The harbour board said on Monday that it will close the eastern quay for a month, after divers found cracks in two of its piers.
The decision came a day after the board’s engineer resigned.
We told them in March. Nobody answered. Now the quay is shut and everybody is surprised.
— Ida Brannock (@ibrannock) May 3, 2021
Brannock, who drives a crane at the quay, has been asking for repairs for 14 months, and she said the board’s answer came far too late for her crew.
“A quay does not crack overnight, and neither does trust in the people who run it.”
The board puts the cost of the work at £1.5 million. A meeting with the crews is planned for Thursday.
