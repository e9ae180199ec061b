"""What other programs need for the same files: `bench-peers.py WHAT ARGUMENTS`, which prints `cpu=MILLISECONDS`.

has WHAT: ends with 1 if the package for it is not installed; polars CSV; calamine FILE; inflate FILE ENTRY;
xlsxwriter CSV OUT. CPU time of all threads, without the start of the interpreter and its imports.
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
