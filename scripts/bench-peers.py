"""What other programs need for the same files: `bench-peers.py WHAT ARGUMENTS`, which prints `cpu=MILLISECONDS`.

has WHAT: ends with 1 if the package for it is not installed; polars CSV; calamine FILE; inflate FILE ENTRY;
xlsxwriter CSV OUT; edits CSV FOLDER makes three files to merge. CPU time of all threads, without the start of the interpreter and its imports.
"""
import csv
import sys
import time
import zipfile
import zlib


def polars(path):
    import polars

    def run():
        frame = polars.read_csv(path, infer_schema=False, empty_string_is_null=False)
        assert frame.height > 0

    return run


def calamine(path):
    import python_calamine

    def run():
        assert python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()

    return run


def inflate(path, entry):
    """The bare zlib on one entry: no checksum, no XML."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(entry)
    with open(path, "rb") as file:
        file.seek(info.header_offset + 26)
        names = int.from_bytes(file.read(2), "little") + int.from_bytes(file.read(2), "little")
        file.seek(info.header_offset + 30 + names)
        packed = file.read(info.compress_size)

    def run():
        inflater = zlib.decompressobj(-15)
        count = 0
        for start in range(0, len(packed), 1 << 16):
            count += len(inflater.decompress(packed[start : start + (1 << 16)]))
        assert count == info.file_size

    return run


def xlsxwriter(path, out):
    import xlsxwriter

    def run():
        options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
        book = xlsxwriter.Workbook(out, options)
        sheet = book.add_worksheet("customers")
        with open(path, encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.reader(file)):
                for place, value in enumerate(row):
                    if value:
                        sheet.write_string(number, place, value)
        book.close()

    return run


def edits(path, folder):
    """BASE, OURS and THEIRS of a CSV file: 1 % of all cells edited on each side, 0.02 % on both."""
    import random

    with open(path, encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    chance = random.Random(1)
    width, count = len(head), len(rows) * len(head)
    sides = {name: [row[:] for row in rows] for name in ("ours", "theirs")}

    def edit(name, cell):
        row, column = divmod(cell, width - 1)
        sides[name][row][column + 1] += " " + name

    cells = chance.sample(range(len(rows) * (width - 1)), count // 50)
    for place, cell in enumerate(cells):
        edit("ours" if place % 2 else "theirs", cell)
    for place, cell in enumerate(cells[: count // 5000]):
        edit("theirs" if place % 2 else "ours", cell)
    for name, table in {"base": rows, **sides}.items():
        with open(f"{folder}/{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(table)
    return lambda: None


packages = {"polars": "polars", "calamine": "python_calamine", "xlsxwriter": "xlsxwriter"}
what, *arguments = sys.argv[1:]
if what == "has":
    try:
        __import__(packages[arguments[0]])
    except ImportError:
        sys.exit(1)
else:
    run = globals()[what](*arguments)
    start = time.process_time()
    run()
    print(f"cpu={(time.process_time() - start) * 1000:.2f}")
