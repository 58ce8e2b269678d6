# SPDX-License-Identifier: BSD-3-Clause
"""Runs rdma-core's test suite with random numbers that are the same each time.

Usage: rdma-core.py SEED [NAME]...   in the folder of the suite

One line for each test: "ok NAME", "skip NAME: REASON", "FAIL NAME: LAST LINE", then
"end N", the number of tests. The random numbers of a test depend on SEED and its
name alone, so that a single one (tests.test_mr.MRTest.test_reg_mr) can be repeated.
"""
import random
import sys
import unittest

sys.path[:0] = ['.', 'tests']
seed, names = sys.argv[1], sys.argv[2:]
sys.argv[1:] = []


class Lines(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        random.seed(seed + test.id())

    def say(self, word, test, reason=''):
        print(word, test.id() + (': ' + reason if reason else ''), flush=True)

    def addSuccess(self, test):
        self.say('ok', test)

    def addSkip(self, test, reason):
        self.say('skip', test, ' '.join(reason.split()))

    def addFailure(self, test, error):
        trace = self._exc_info_to_string(error, test)
        self.say('FAIL', test, trace.strip().splitlines()[-1])
        print(trace, flush=True)

    addError = addFailure


from args_parser import parser  # noqa: E402

parser.parse_args()
import tests  # noqa: E402

loader = unittest.TestLoader()
suite = loader.loadTestsFromNames(names) if names else loader.loadTestsFromModule(tests)
result = Lines()
suite.run(result)
print('end', result.testsRun, flush=True)
