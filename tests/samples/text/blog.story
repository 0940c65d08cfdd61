title: What I learnt from 40 metres of ruined linen
published: 2017-05-30

Last month I cut 40 metres of finished linen off the loom and threw it away. It hurt as much as you would think.
The mistake was made in the first hour: I had wound the warp with two threads crossed, and told myself that nobody would see.
Here is what I do now:
1. Count the threads aloud.
2. Count them again the next morning.
3. Let somebody else count them.
You will see it. You always see it.
I have started again, on a narrower warp and with better light. Pictures when there is something to show.
