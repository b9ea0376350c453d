#!/usr/bin/env python3
# Random well-typed programs, run for real. Takes a sonde binary, a first seed and a count; each seed gives one program of
# statements over 64-bit variables and maps, and the values it must print by a reference evaluation in here. Reports each
# seed that was refused, hung, crashed or printed other values, with its program; the exit code is 1 when there was one.
import argparse
import random
import subprocess
import sys

MASK = (1 << 64) - 1
EDGES = [0, 1, 2, 3, 7, 10, 63, 255, 256, 4095, 65535, (1 << 31) - 1, 1 << 31, (1 << 32) - 1, 1 << 32, (1 << 62) + 5]
BINARY = ["+", "-", "*", "&", "|", "^"]
COMPARE = ["<", "<=", ">", ">=", "==", "!="]


def signed(value):
	value &= MASK
	return value - (1 << 64) if value >> 63 else value


def apply(op, a, b):
	if op in COMPARE:
		return int({"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[op])
	return signed({"+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b, "^": a ^ b}[op])


class Program:
	def __init__(self, seed, size):
		self.rng = random.Random(seed)
		self.values = {}
		self.lines = []
		self.expect = []
		self.size = size

	def leaf(self):
		if self.values and self.rng.random() < 0.7:
			name = self.rng.choice(sorted(self.values))
			return name, self.values[name]
		value = self.rng.choice(EDGES) if self.rng.random() < 0.5 else self.rng.randrange(1000)
		return "(int64)%d" % value, value

	def expr(self, depth):
		if depth == 0 or self.rng.random() < 0.15:
			return self.leaf()
		kind = self.rng.randrange(10)
		left, a = self.expr(depth - 1)
		if kind == 0:
			return "(-(%s))" % left, signed(-a)
		if kind == 1:
			return "(~(%s))" % left, signed(~a)
		if kind == 2:
			count = self.rng.randrange(64)
			return "((%s) << %d)" % (left, count), signed(a << count)
		if kind == 6:
			op = self.rng.choice(["/", "%"])
			value = self.rng.choice([-7, -2, 1, 2, 3, 10, 1000, 1 << 32])
			quotient = abs(a) // abs(value) * (1 if (a < 0) == (value < 0) else -1)
			return "((%s) %s (int64)%d)" % (left, op, value), signed(quotient if op == "/" else a - quotient * value)
		right, b = self.expr(depth - 1)
		if kind == 3:
			other, c = self.expr(depth - 1)
			return "((%s) != 0 ? (%s) : (%s))" % (left, right, other), b if a else c
		if kind == 4:
			op = self.rng.choice(["&&", "||"])
			value = (a and b) if op == "&&" else (a or b)
			return "(int64)((%s) %s (%s))" % (left, op, right), int(bool(value))
		op = self.rng.choice(COMPARE if kind == 5 else BINARY)
		text = "((%s) %s (%s))" % (left, op, right)
		return ("(int64)" + text if kind == 5 else text), apply(op, a, b)

	def assign(self, indent, taken):
		name = self.rng.choice(sorted(self.values))
		text, value = self.expr(2)
		self.lines.append("%s%s = %s;" % (indent, name, text))
		if taken:
			self.values[name] = value

	def statement(self):
		kind = self.rng.randrange(4)
		if kind == 0:
			self.assign("\t", True)
		elif kind == 1:
			text, value = self.expr(2)
			self.lines.append("\tif ((%s) != 0) {" % text)
			self.assign("\t\t", value != 0)
			self.lines.append("\t} else {")
			self.assign("\t\t", value == 0)
			self.lines.append("\t}")
		elif kind == 2:
			count = self.rng.randrange(1, 20)
			name = self.rng.choice(sorted(self.values))
			text, value = self.leaf()
			loop = len(self.lines)
			self.lines.append("\tfor $i%d : 0..%d { %s = %s + (%s); }" % (loop, count, name, name, text))
			for _ in range(count):
				step = self.values[name] if text == name else value
				self.values[name] = signed(self.values[name] + step)
		else:
			text, value = self.expr(3)
			self.lines.append('\tprintf("%%lld\\n", %s);' % text)
			self.expect.append(value)

	def build(self):
		for name in ["$a", "$b", "@m", "@n[1]", "@k[1, \"x\"]"]:
			value = self.rng.choice(EDGES)
			self.lines.append("\t%s = (int64)%d;" % (name, value))
			self.values[name] = value
		for _ in range(self.size):
			self.statement()
		for name in sorted(self.values):
			self.lines.append('\tprintf("%%lld\\n", %s);' % name)
			self.expect.append(self.values[name])
		body = "\n".join(self.lines)
		return "begin {\n%s\n\tclear(@m); clear(@n); clear(@k);\n\texit();\n}\n" % body


def main():
	parser = argparse.ArgumentParser()
	parser.add_argument("sonde")
	parser.add_argument("--seed", type=int, default=1)
	parser.add_argument("--count", type=int, default=100)
	parser.add_argument("--size", type=int, default=8)
	args = parser.parse_args()
	bad = 0
	for seed in range(args.seed, args.seed + args.count):
		program = Program(seed, args.size)
		text = program.build()
		want = "".join("%d\n" % v for v in program.expect)
		try:
			run = subprocess.run([args.sonde, "-q", "-e", text], capture_output=True, text=True, timeout=20)
			status, out, err = run.returncode, run.stdout, run.stderr
		except subprocess.TimeoutExpired:
			status, out, err = "timeout", "", ""
		if status == 0 and out.strip() == want.strip():
			continue
		bad += 1
		print("seed %d: status %s\n%s%s-- want\n%s-- got\n%s" % (seed, status, text, err, want, out))
	print("%d programs from seed %d, %d bad" % (args.count, args.seed, bad))
	return 1 if bad else 0


sys.exit(main())
