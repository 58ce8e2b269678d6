// SPDX-License-Identifier: BSD-3-Clause
/*
 * Registers. lspci prints one as a name, a colon and words on one or more lines, which
 * versions and mailers wrap at other places:
 *
 *	DevCap:	MaxPayload 256 bytes, PhantFunc 0
 *		ExtTag+ RBE+
 *
 * So the lines of a register are joined before its words are looked for. A word that a
 * version does not print leaves its field unknown.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ground.h"
#include "host/input/text.h"

/* Values in words; a longer word comes before its beginning */
struct choice {
	const char *word;
	uint32_t value;
};

/**
 * struct rule - form of a field; all 0: flag, in the register and by the word of
 *		 struct tph_host_field_info
 * @reg:	other register, or beginning of the line
 * @word:	other word; "" is the beginning of the register
 * @read:	reads the value after the word. Return: false if it is not one.
 * @choices:	values, instead of @read; a "??N" is N
 */
struct rule {
	const char *reg, *word;
	bool (*read)(const char *text, uint32_t *ret);
	const struct choice *choices;
};

static bool read_flag(const char *text, uint32_t *ret)
{
	*ret = *text == '+';
	return *text == '+' || *text == '-';
}

static bool read_number(const char *text, uint32_t *ret)
{
	return text_number(text, 10, ret);
}

static bool read_hex(const char *text, uint32_t *ret)
{
	return text_number(text, 16, ret);
}

/* 128 bytes are 0, each further step doubles them */
static bool read_bytes(const char *text, uint32_t *ret)
{
	uint32_t bytes;

	if (!text_number(text, 10, &bytes))
		return false;
	for (*ret = 0; *ret < 8; ++*ret)
		if (bytes == 128u << *ret)
			return true;
	return false;
}

static bool read_width(const char *text, uint32_t *ret)
{
	text = text_skip(text, "x");
	return text && text_number(text, 10, ret);
}

/* Four prefixes are 0 (PCIe r6.2, 7.5.3.15) */
static bool read_prefixes(const char *text, uint32_t *ret)
{
	if (!text_number(text, 10, ret) || *ret < 1 || *ret > 4)
		return false;
	*ret &= 3;
	return true;
}

/* "+ ExtTPHComp-" are bits 0 and 1; the reserved value 2 is not printed */
static bool read_completer(const char *text, uint32_t *ret)
{
	const char *extended = text_after(text, "ExtTPHComp");
	uint32_t plain, ext;

	if (!read_flag(text, &plain) || !extended ||
	    !read_flag(extended, &ext) || ext > plain)
		return false;
	*ret = plain | ext << 1;
	return true;
}

/* The register has the last index */
static bool read_entries(const char *text, uint32_t *ret)
{
	if (!text_number(text, 10, ret) || !*ret)
		return false;
	--*ret;
	return true;
}

static const struct choice speeds[] = {
	{"2.5GT/s", 1}, {"5GT/s", 2},  {"8GT/s", 3},   {"16GT/s", 4},
	{"32GT/s", 5},	{"64GT/s", 6}, {"128GT/s", 8}, {NULL, 0},
};

static const struct choice places[] = {
	{"none", 0}, {"TPH capability", 1}, {"MSI-X table", 2}, {NULL, 0}};

static const struct choice modes[] = {
	{"NoST", 0}, {"IntVec", 1}, {"DevSpec", 2}, {NULL, 0}};

static const struct choice requests[] = {
	{"off", 0}, {"TPH+ExtTPH", 3}, {"TPH", 1}, {NULL, 0}};

#define F(name) [TPH_HOST_F_##name]
static const struct rule rules[TPH_HOST_FIELD_COUNT] = {
	F(PRIMARY_BUS) = {.read = read_hex},
	F(SECONDARY_BUS) = {.read = read_hex},
	F(SUBORDINATE_BUS) = {.read = read_hex},
	F(MPS_SUPPORTED) = {.read = read_bytes},
	F(MPS) = {.read = read_bytes},
	F(MRRS) = {.read = read_bytes},
	F(LINK_MAX_SPEED) = {.choices = speeds},
	F(LINK_MAX_WIDTH) = {.read = read_width},
	F(LINK_SPEED) = {.choices = speeds},
	F(LINK_WIDTH) = {.read = read_width},
	F(TPH_COMPLETER) = {.read = read_completer},
	F(PREFIX_MAX) = {.read = read_prefixes},
	F(FLIT) = {.word = "FltMode"},
	F(TPH_EXT) = {.word = "ExtTPH"},
	F(TPH_TABLE) = {.word = "STTable", .choices = places},
	F(TPH_TABLE_SIZE) = {.word = "Entries", .read = read_entries},
	F(TPH_MODE) = {.word = "STMode", .choices = modes},
	F(TPH_REQUESTER) = {.choices = requests},
	F(VF_NUMBER) = {.reg = "Initial VFs", .read = read_number},
	F(VF_OFFSET) = {.reg = "VF offset", .word = "", .read = read_number},
	F(VF_STRIDE) = {.reg = "VF offset", .read = read_number},
	F(SEGMENT) = {.word = "Segment Captured"},
};
#undef F

static const char *register_of(enum tph_host_field field)
{
	return rules[field].reg ? rules[field].reg
				: tph_host_field_info(field)->reg;
}

/* Any "...Cap:", "...Ctl2:" ends the register before it, except these parts of one */
static bool is_other(const char *line)
{
	static const char *const ends[] = {"Cap", "Ctl", "Sta"};
	size_t n = 0;

	if (!strncmp(line, "AtomicOps", 9))
		return false;
	while (isalnum((unsigned char)line[n]))
		n++;
	if (line[n] != ':')
		return false;
	while (n && isdigit((unsigned char)line[n - 1]))
		n--;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (n > 3 && !strncmp(line + n - 3, ends[i], 3))
			return true;
	return false;
}

bool text_register(struct text_block *block, const char *line)
{
	for (enum tph_host_field i = 0; i < TPH_HOST_FIELD_COUNT; i++) {
		const char *reg = register_of(i);
		size_t n = strlen(reg);

		if (strncmp(line, reg, n) || line[n] != ':')
			continue;
		text_register_end(block);
		block->reg = reg;
		text_register_add(block, line + n + 1);
		return true;
	}
	if (!is_other(line))
		return false;
	text_register_end(block);
	return true;
}

void text_register_add(struct text_block *block, const char *line)
{
	size_t n = strlen(line);

	if (!block->reg || n + 2 > sizeof(block->words) - block->len)
		return;
	block->words[block->len++] = ' ';
	memcpy(block->words + block->len, line, n + 1);
	block->len += n;
}

static bool choose(const struct choice *choice, const char *text, uint32_t *ret)
{
	const char *number;

	text += strspn(text, " \t:");
	number = text_skip(text, "??");
	if (number)
		return text_number(number, 10, ret);
	for (; choice->word; choice++)
		if (!strncmp(text, choice->word, strlen(choice->word))) {
			*ret = choice->value;
			return true;
		}
	return false;
}

static void take_field(struct text_block *block, enum tph_host_field field)
{
	const struct tph_host_field_info *info = tph_host_field_info(field);
	const struct rule *rule = &rules[field];
	const char *word = rule->word ? rule->word : info->name;
	const char *text =
		*word ? text_after(block->words, word) : block->words;
	uint32_t value;
	bool known;

	if (!text)
		return;
	if (rule->choices)
		known = choose(rule->choices, text, &value);
	else
		known = (rule->read ? rule->read : read_flag)(text, &value);
	if (known && value <= FIELD_GET(info->mask, info->mask))
		host_set(block->function, field, value);
}

/* CardBus bridges have bus numbers too, in other registers */
static bool has_buses(struct tph_host_function *function)
{
	if (!function->class_code)
		function->class_code = CLASS_PCI_BRIDGE << 8;
	return tph_host_is_bridge(function);
}

/* A register counts below the heading of its capability only */
void text_register_end(struct text_block *block)
{
	enum tph_host_cap cap = block->listed ? block->cap : TPH_HOST_HEADER;

	if (block->reg && !strcmp(block->reg, "Bus") &&
	    !has_buses(block->function))
		block->reg = NULL;
	for (enum tph_host_field i = 0; block->reg && i < TPH_HOST_FIELD_COUNT;
	     i++)
		if (tph_host_field_info(i)->cap == cap &&
		    !strcmp(register_of(i), block->reg))
			take_field(block, i);
	block->reg = NULL;
	block->len = 0;
}
