"""Reads the tables under data/ and writes C++ literals of them."""


def read_table(path):
    """The rows of a TSV file as dictionaries; lines starting with # are comments."""
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file]
    lines = [line for line in lines if line and not line.startswith("#")]
    columns = lines[0].split("\t")
    rows = []
    for line in lines[1:]:
        fields = line.split("\t")
        if len(fields) > len(columns):
            raise SystemExit(f"{path}: {len(fields)} fields, expected {len(columns)}: {line}")
        rows.append(dict(zip(columns, fields + [""] * (len(columns) - len(fields)))))
    return rows


def split_aliases(text):
    return [alias.strip() for alias in text.split(";") if alias.strip()]


def literal(text):
    """A C++ string literal; octal escapes, which end after three digits."""
    out = []
    for byte in text.encode("utf-8"):
        plain = 0x20 <= byte < 0x7F and chr(byte) not in '"\\?'
        out.append(chr(byte) if plain else f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


def array(type_name, name, rows):
    """A constexpr array of rows given as texts of C++ initialisers."""
    body = "".join(f"    {row},\n" for row in rows)
    return f"constexpr {type_name} {name}[] = {{\n{body}}};\n\n"
