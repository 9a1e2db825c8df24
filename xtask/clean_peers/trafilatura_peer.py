"""`trafilatura_peer.py PAGES.jsonl`: body text of {id, html} records by trafilatura's defaults; processor time to stderr."""
import json, sys, time
import trafilatura

pages = [json.loads(line) for line in open(sys.argv[1], encoding='utf-8')]
trafilatura.extract(pages[0]['html'])
start, out = time.process_time(), []
for page in pages:
    out.append({'id': page['id'], 'text': trafilatura.extract(page['html']) or ''})
seconds = time.process_time() - start
print(f'pages {len(pages)} seconds {seconds:.2f} pages/s {len(pages) / seconds:.1f}', file=sys.stderr)
for record in out:
    print(json.dumps(record))
