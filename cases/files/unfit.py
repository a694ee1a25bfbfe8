"""Why a file is not kept, as a code; the words for it are in intake.py."""


class Unfit(Exception):
    def __init__(self, code: str):
        super().__init__(code)
        self.code = code
