#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets to fuzz/seeds: small inputs of each kind, all made up."""
import gzip, io, pathlib, sqlite3, tempfile, zipfile

ROOT = pathlib.Path(__file__).parent / "seeds"

def seed(target, name, data):
    path = ROOT / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)

PAGE = ('<!doctype html><html lang="en"><head><title>Fire on the ferry - The Gull</title>'
        '<meta property="article:published_time" content="2024-03-01T10:00:00+01:00">'
        '<link rel="canonical" href="https://a.example/1">'
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Fire on the ferry",'
        '"author":[{"@type":"Person","name":"Ada Lane"}],"dateModified":"2024-03-01"}</script></head>'
        '<body><nav><a href="/">Home</a></nav><article><h1>Fire on the ferry</h1>'
        '<p class="byline">By Ada Lane and Ben Moss</p><time datetime="2024-03-01">1 March 2024</time>'
        + '<p>The harbour master said that the fire was out by 9.30am.</p>' * 4 +
        '<table><tr><td>Boats<td>3</table><ul><li>One<li>Two</ul></article></body></html>')

def record(kind, block, fields=""):
    block = block.encode()
    head = (f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/1\r\n"
            f"WARC-Date: 2024-03-01T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n{fields}"
            f"Content-Length: {len(block)}\r\n\r\n").encode()
    return head + block + b"\r\n\r\n"

def response(body, head=""):
    return record("response", f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n{body}",
                  "Content-Type: application/http; msgtype=response\r\n")

WARC = (record("warcinfo", "software: a test\r\n") + response(PAGE[:600])
        + response(f"a\r\n{PAGE[:10]}\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n")
        + record("request", "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n")
        + record("revisit", "", "WARC-Refers-To: <urn:uuid:1>\r\nWARC-Profile: x/identical-payload-digest\r\n")
        + record("response", "HTTP/1.1 301 Moved\r\nLocation: /2\r\n\r\n"))
ARC = ("filedesc://a.arc 0.0.0.0 20240301100000 text/plain 76\n1 0 A test\n"
       "URL IP-address Archive-date Content-type Archive-length\n\n\n\n"
       f"http://a.example/1 1.2.3.4 20240301100000 text/html {len(PAGE)}\n{PAGE}\n")
RSS = ('<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
       '<title>The Gull</title><item><title>Fire &amp; smoke</title><link>https://a.example/1</link>'
       '<dc:creator>Ada Lane</dc:creator><pubDate>Fri, 01 Mar 2024 10:00:00 +0100</pubDate>'
       '<description><![CDATA[<p>The fire was out.</p>]]></description></item><item/></channel></rss>')
ATOM = ('<feed xmlns="http://www.w3.org/2005/Atom"><title>The Gull</title><entry><id>tag:a.example,1</id>'
        '<title type="html">Fire</title><link href="https://a.example/1"/><updated>2024-03-01T10:00:00Z</updated>'
        '<author><name>Ada Lane</name></author><content type="xhtml"><div><p>Out.</p></div></content></entry></feed>')
SITEMAP = ('<urlset xmlns:news="x"><url><loc>https://a.example/1</loc><lastmod>2024-03-01</lastmod>'
           '<news:news><news:title>Fire</news:title></news:news></url></urlset>')
CSV = 'url,title,body,published\nhttps://a.example/1,Fire,"The fire, ""he"" said,\nwas out.",01/03/2024\n'
JSONL = '{"url":"https://a.example/1","title":"Fire","body":"The fire was out.","published":"2024-03-01"}\n'
MHTML = ('From: <Saved>\r\nSnapshot-Content-Location: https://a.example/1\r\nDate: Fri, 1 Mar 2024 10:00:00 +0100\r\n'
         'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b0"\r\n\r\n'
         '--b0\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n'
         f'Content-Location: https://a.example/1\r\n\r\n{PAGE.replace("=", "=3D")}\r\n'
         '--b0\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\naWY=\r\n--b0--\r\n')
TEXT = ("The Gull\n\nFire on the ferry\n\nBy Ada Lane\nMarch 1, 2024 10:00 a.m. ET\n\n"
        + "The harbour master said that the fire was out.\n\n" * 4 + "Advertisement\nRelated: More fires\n")

seed("warc", "records.warc", WARC)
seed("warc", "records.arc", ARC)
seed("frames", "lines.gz", gzip.compress(JSONL.encode(), mtime=0))
seed("frames", "members.warc.gz", b"".join(gzip.compress(part, mtime=0) for part in (record("warcinfo", "a: b\r\n"), response(PAGE[:300]))))
# A zstd frame with one raw block (RFC 8878).
seed("frames", "lines.zst", b"\x28\xb5\x2f\xfd\x20" + bytes([len(JSONL)]) + (len(JSONL) << 3 | 1).to_bytes(3, "little") + JSONL.encode())
for name, text in (("rss", RSS), ("atom", ATOM), ("sitemap", SITEMAP)):
    seed("xml", f"{name}.xml", text)
seed("table", "rows.csv", CSV)
seed("table", "rows.tsv", CSV.replace(",", "\t"))
seed("table", "rows.jsonl", JSONL)
seed("table", "wrapper.json", '{"status": "ok", "articles": [' + JSONL.strip() + ', {"url": "x", "a": [1, null]}]}')
seed("html", "article.html", PAGE)
seed("html", "lists.html", "<ul><li>One<dl><dt>Two<dd>Three</ul><table><tr><td><table><tr><td>x</table><select><option>y")
seed("text", "article.txt", TEXT)
seed("mhtml", "article.mhtml", MHTML)
with io.BytesIO() as file:
    with zipfile.ZipFile(file, "w") as package:
        for name, data in (("datapackage.json", b"{}"), ("archive/1.warc", WARC[:900]), ("pages/pages.jsonl", b"{}\n")):
            info = zipfile.ZipInfo(name, (2024, 3, 1, 10, 0, 0))
            package.writestr(info, data, zipfile.ZIP_DEFLATED if name.endswith("json") else zipfile.ZIP_STORED)
    seed("zip", "archive.wacz", file.getvalue())
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "a.db"
    database = sqlite3.connect(path)
    database.executescript("""
        PRAGMA page_size = 512;
        CREATE TABLE entry (id INTEGER PRIMARY KEY, url TEXT);
        CREATE TABLE entryversion (id INTEGER PRIMARY KEY, url TEXT, title TEXT, summary TEXT, created DATETIME, entry_id INTEGER);
        INSERT INTO entry VALUES (1, 'https://a.example/1');
        INSERT INTO entryversion VALUES (1, 'https://a.example/1', 'Fire', '<p>Out.</p>', '2024-03-01 10:00:00', 1);
        VACUUM;""")
    database.close()
    seed("database", "diffengine.sqlite", path.read_bytes())
NOTE = "a.example/log\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
seed("note", "checkpoint.txt", NOTE)
seed("note", "signed.txt", NOTE + "\n\u2014 a.example/log Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n")
seed("bundle", "bundle.json", '{"format":"recension-evidence/2","version":{"id":"' + "00" * 32 + '","form":"","key":"a","published":null,"updated":null,'
     '"title":null,"byline":null,"description":null,"body":null},"captures":[],"checkpoint":' + '"a\\n1\\nAAAA\\n"' + '}')
seed("diff", "numbers", "The toll is 3 pounds.\n\nNobody knows why.\0The toll is 30 pounds.\n\nEverybody knows why. It is late.")
seed("diff", "moved", "One came. Two went.\n\nThree stayed.\0Three stayed.\n\nTwo went. One came, he said.")
for number, text in enumerate(("2024-03-01T10:00:00+01:00", "Fri, 01 Mar 2024 10:00:00 GMT", "1 March 2024, 10.30am",
                               "1. März 2024 um 10:30 Uhr", "2024年3月1日 10:30", "03/01/2024 10:30 PM EST", "1709287200")):
    seed("dates", str(number), text)
