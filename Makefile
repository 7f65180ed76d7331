# Each target is one Python command, for those without make: python3 make.py TARGET
PYTHON := $(shell for p in python3 python3.11 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
ifeq ($(PYTHON),)
PYTHON := python3
endif

.DEFAULT_GOAL := help
.PHONY: briefs test lab lint bench help

briefs test lab lint bench help:
	@$(PYTHON) make.py $@
