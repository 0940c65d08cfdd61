filedesc://a.arc 0.0.0.0 20240301100000 text/plain 76
1 0 A test
URL IP-address Archive-date Content-type Archive-length



http://a.example/1 1.2.3.4 20240301100000 text/html 883
<!doctype html><html lang="en"><head><title>Fire on the ferry - The Gull</title><meta property="article:published_time" content="2024-03-01T10:00:00+01:00"><link rel="canonical" href="https://a.example/1"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Fire on the ferry","author":[{"@type":"Person","name":"Ada Lane"}],"dateModified":"2024-03-01"}</script></head><body><nav><a href="/">Home</a></nav><article><h1>Fire on the ferry</h1><p class="byline">By Ada Lane and Ben Moss</p><time datetime="2024-03-01">1 March 2024</time><p>The harbour master said that the fire was out by 9.30am.</p><p>The harbour master said that the fire was out by 9.30am.</p><p>The harbour master said that the fire was out by 9.30am.</p><p>The harbour master said that the fire was out by 9.30am.</p><table><tr><td>Boats<td>3</table><ul><li>One<li>Two</ul></article></body></html>
