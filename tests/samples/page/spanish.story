title: El puente de San Telmo reabre el lunes
byline: Lucía Peralta
published: 2023-02-14 09:15:00 +01:00
updated: 2023-02-14 12:40 UTC?
lang: es
publisher: El Correo del Valle

El puente de San Telmo volverá a abrir al tráfico el próximo lunes, diez meses después de que una crecida dañara dos de sus pilares, según anunció ayer el ayuntamiento de Vallefranca.
“Hemos cumplido el plazo”, afirmó la alcaldesa, Inés Corral, durante una visita a las obras. El coste final asciende a 6,2 millones de euros, un 8% más de lo previsto.
Durante la primera semana solo podrán pasar turismos y autobuses. Los camiones de más de 12 toneladas tendrán que seguir usando la variante del norte.
Los comerciantes del barrio celebran la noticia. Desde marzo han cerrado 14 tiendas en la calle Mayor, de acuerdo con la asociación de vecinos.
