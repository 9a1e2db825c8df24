"""What spaCy itself says of texts, one JSON object a line: the form of `legation parse --raw`.

    python spacy_reference.py PACKAGE [--presets] [--time BATCH] < texts.jsonl > reference.jsonl

Input: one JSON string a line. With --presets, sentence starts are set before the parser runs: forced after a token
of white space that holds a line break, forbidden after a comma. With --time, nothing is written but the CPU seconds
that `nlp.pipe` took, without loading, as {"tokens": n, "seconds": s}.
"""

import importlib.metadata
import json
import sys
import time

import spacy
from spacy.language import Language


@Language.component("presets")
def presets(doc):
    for i in range(1, len(doc)):
        before = doc[i - 1]
        if before.is_space and "\n" in before.text:
            doc[i].is_sent_start = True
        elif before.text == ",":
            doc[i].is_sent_start = False
    return doc


def record(doc):
    return {
        "text": doc.text,
        "tokens": [
            {
                "text": t.text,
                "start": t.idx,
                "tag": t.tag_,
                "pos": t.pos_,
                "morph": str(t.morph),
                "lemma": t.lemma_,
                "head": t.head.i,
                "dep": t.dep_,
                "ent_iob": t.ent_iob_,
                "ent_type": t.ent_type_,
                "sent_start": bool(t.is_sent_start),
            }
            for t in doc
        ],
    }


def main():
    package = sys.argv[1]
    version = importlib.metadata.version(package)
    nlp = spacy.load(f"{__import__(package).__path__[0]}/{package}-{version}")
    texts = [json.loads(line) for line in sys.stdin]
    if "--time" in sys.argv:
        size = int(sys.argv[sys.argv.index("--time") + 1])
        for _ in nlp.pipe(texts[:4]):
            pass
        start = time.process_time()
        tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=size))
        print(json.dumps({"tokens": tokens, "seconds": time.process_time() - start}))
        return
    if "--presets" in sys.argv:
        nlp.add_pipe("presets", first=True)
    for doc in nlp.pipe(texts, batch_size=32):
        print(json.dumps(record(doc), ensure_ascii=False))


main()
