"""How long a certificate takes, as a PDF and as a picture. Run as `python -m bench.certificate [COUNT]`.

Each has a name of its own, as in life. A blank page from the same typesetter and a QR code alone, timed in between,
say what of it is the machine's. Writes bench/results/certificate.json.
"""

import datetime
import io
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import segno

from mpt.paper.certificate import CertificatePaper, CertificateWords, pdf, png
from mpt.paper.fonts import typeset

RESULTS = Path(__file__).parent / "results" / "certificate.json"
BUDGET_MS = 50
URL = "https://learn.example.org/zh/verify/7K3M9QXW2HDP"
BLANK_PAGE = b'#set page("a4")'
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "秀兰桂英建国玉梅海燕志强春花永红小军丽华"
WORDS = {
    "zh": CertificateWords(
        heading="结业证书",
        before_name="兹证明",
        after_name="用心学完了家长课程",
        wish="路再远，灯一直亮着。\n愿每一次通话，都让你和孩子更近一点。",
        programme="在外父母课堂",
        date="2026年11月24日",
        verify="扫一扫，核对这张证书",
        number="证书编号",
    ),
    "en": CertificateWords(
        heading="Certificate of Completion",
        before_name="This is to certify that",
        after_name="has completed, with care and patience, the course",
        wish="However far the road, the lamp stays lit.\nMay every call bring you and your child closer.",
        programme="Migrant Parent Training",
        date="24 November 2026",
        verify="Scan to check this certificate",
        number="Certificate number",
    ),
}


def papers() -> Iterator[CertificatePaper]:
    """Yield certificates in both languages, each with another name."""
    for first, second, surname in product(GIVEN, GIVEN, SURNAMES):
        yield CertificatePaper(
            name=surname + first + second,
            course={"zh": "离得远，心不远", "en": "Far away, still close"},
            languages=("zh", "en"),
            date=datetime.date(2026, 11, 24),
            code="7K3M9QXW2HDP",
            verify_url=URL,
            words=WORDS,
        )


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def measure(count: int) -> dict[str, list[float]]:
    """Return the times of `count` rounds of everything, taken in turn, so that a busy moment hits all alike."""
    works: dict[str, Callable[[CertificatePaper], object]] = {
        "certificate_pdf": pdf,
        "certificate_png": png,
        "blank_pdf": lambda _: typeset(BLANK_PAGE, None, format="pdf", pdf_standards="a-2b"),
        "blank_png": lambda _: typeset(BLANK_PAGE, None, format="png", ppi=130.63),
        "qr_alone": lambda _: segno.make_qr(URL, error="m").save(io.BytesIO(), kind="svg"),
    }
    times: dict[str, list[float]] = {what: [] for what in works}
    for _, paper in zip(range(count), papers(), strict=False):
        for what, work in works.items():
            times[what].append(milliseconds(lambda work=work, paper=paper: work(paper)))
    return times


def summary(times: list[float]) -> dict[str, float]:
    """Return median and 95th percentile in milliseconds."""
    return {"median_ms": round(statistics.median(times), 2), "p95_ms": round(statistics.quantiles(times, n=20)[18], 2)}


def main(count: int) -> None:
    """Measure, print, write the results."""
    example = next(papers())
    first = {
        "first_pdf_ms": round(milliseconds(lambda: pdf(example)), 1),
        "first_png_ms": round(milliseconds(lambda: png(example)), 1),
    }
    figures = {what: summary(times) for what, times in measure(count).items()}
    medians = {what: figure["median_ms"] for what, figure in figures.items()}
    ratios = {
        "pdf_to_blank_page_and_qr": round(medians["certificate_pdf"] / (medians["blank_pdf"] + medians["qr_alone"]), 1),
        "png_to_blank_page_and_qr": round(medians["certificate_png"] / (medians["blank_png"] + medians["qr_alone"]), 1),
    }
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    result = {"count": count, "budget_ms": BUDGET_MS, **first, **figures, "ratios": ratios, "machine": machine}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    show(figures, first, ratios)


def show(figures: dict[str, dict[str, float]], first: dict[str, float], ratios: dict[str, float]) -> None:
    """Print what was measured."""
    for what, figure in figures.items():
        print(f"{what:16} median {figure['median_ms']:7.2f} ms   p95 {figure['p95_ms']:7.2f} ms")
    print(f"first PDF {first['first_pdf_ms']} ms, first PNG after it {first['first_png_ms']} ms; budget {BUDGET_MS} ms")
    for what, ratio in ratios.items():
        print(f"{what}: {ratio}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
