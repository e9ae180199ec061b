# make demo      shows the program at work; nothing needs to be there but Swift
# make test      checks formatting, builds, runs every test, and fuzzes for a minute
# make bench     measures, side by side with known tools
# make install   PREFIX=/usr/local: the program and what it needs beside it
# make format    formats the code · make lint checks only · make clean

PREFIX ?= /usr/local
DESTDIR ?=

# One mode and one scratch path for everything: building debug and release, or two paths, doubles the time.
BUILD := .build
SWIFT_FLAGS := -c release --scratch-path $(BUILD)
PROGRAM := $(BUILD)/release/kontor
CODE := $(wildcard Package.swift Sources Tests Benchmarks)

bindir = $(DESTDIR)$(PREFIX)/bin
sharedir = $(DESTDIR)$(PREFIX)/share

.PHONY: all demo test bench install uninstall format lint clean packages build
.NOTPARALLEL:

all: build

packages:
	@scripts/install-packages

build: packages
	swift build $(SWIFT_FLAGS) --product kontor

demo: build
	scripts/demo $(PROGRAM)

lint: packages
	swift format lint --strict --parallel --recursive $(CODE)

test: lint
	swift build $(SWIFT_FLAGS) --build-tests
	SWIFT_DETERMINISTIC_HASHING=1 swift test $(SWIFT_FLAGS) --skip-build
	KONTOR_FUZZ_BUILD=$(BUILD)/fuzz scripts/fuzz all

bench: packages
	swift build $(SWIFT_FLAGS)
	scripts/bench $(BUILD)/release

format:
	swift format --in-place --parallel --recursive $(CODE)

# The program finds ../share/kontor from where it stands, so the whole may be moved.
install: build
	install -d "$(bindir)" "$(sharedir)/kontor/templates"
	install -m 755 $(PROGRAM) "$(bindir)/kontor"
	cp -R share/. "$(sharedir)/kontor"
	cp -R templates/. "$(sharedir)/kontor/templates"
	scripts/install-extras $(PROGRAM) "$(sharedir)"

uninstall:
	rm -f "$(bindir)/kontor"
	rm -rf "$(sharedir)/kontor"
	scripts/install-extras --remove "$(sharedir)"

clean:
	swift package --scratch-path $(BUILD) clean
