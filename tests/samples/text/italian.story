title: Valmora, riapre dopo sei anni il teatro comunale: sabato la prima
byline: Giulia Ferrante
published: 2023-10-12 10:42 UTC?
updated: 2023-10-12 16:20 UTC?

VALMORA - Il teatro comunale riapre sabato sera dopo sei anni di lavori, costati 3,4 milioni di euro. In programma la "Locandiera", con ingresso gratuito per i residenti.
"È una promessa mantenuta, anche se in ritardo", ha detto il sindaco Aldo Brega.
I posti sono 412, sessanta in meno di prima, perché le nuove norme chiedono corridoi più larghi.
La biglietteria apre venerdì alle 9.
