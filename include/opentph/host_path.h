/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The path of tagged writes between two functions of a machine, or to host memory:
 * its hops, their effect on a Steering Tag of either width, and a verdict. The rules
 * are those by which the kernel series gives tags to importers: P2PDMA's choice of
 * address, TPH Requester Enable, End-End prefixes on the way, the completer.
 */
#ifndef OPENTPH_HOST_PATH_H
#define OPENTPH_HOST_PATH_H

#include <opentph/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Steering Tags of 8 bits are in the header, those of 16 bits need a prefix or flits */
enum tph_host_width {
	TPH_HOST_ST8,
	TPH_HOST_ST16,
	TPH_HOST_WIDTHS,
};

/* Fate of a tag; a smaller one overrides a larger one */
enum tph_host_fate {
	TPH_HOST_LOST,
	TPH_HOST_UNCERTAIN,
	TPH_HOST_ARRIVES,
};

/* The way of a write */
enum tph_host_route {
	TPH_HOST_BY_SWITCH, /* turns around in a switch */
	TPH_HOST_BY_ROOT,   /* through the root complex */
	TPH_HOST_BELOW_PORT, /* between functions of a device, or below one bridge */
	TPH_HOST_NOWHERE,   /* from a function to itself */
	TPH_HOST_BY_UNSEEN, /* a bridge above is not in the dump */
	TPH_HOST_TO_MEMORY, /* to host memory */
};

/* The part of a hop */
enum tph_host_role {
	TPH_HOST_SENDS,
	TPH_HOST_UP, /* a port, passed towards the root complex */
	TPH_HOST_TURNS, /* the bridge above both; of a switch, the write is inside */
	TPH_HOST_ROOT,	 /* the root complex; it has no function */
	TPH_HOST_UNSEEN, /* something that the dump lacks; it has no function */
	TPH_HOST_DOWN,	 /* a port, passed away from the root complex */
	TPH_HOST_RECEIVES, /* the function that the write addresses, or host memory */
};

/* The rule that decides about a hop, in the order of the kernel's questions */
enum tph_host_rule {
	TPH_HOST_RULE_NONE,    /* nothing to decide */
	TPH_HOST_RULE_ITSELF,  /* requests to itself do not leave a function */
	TPH_HOST_RULE_MISSING, /* a bridge that the dump lacks */
	TPH_HOST_RULE_APART,   /* no bridge is above both */
	TPH_HOST_RULE_ACS,     /* ACS redirects requests or completions */
	TPH_HOST_RULE_TURN, /* the bridge above both is not an Upstream Port */
	TPH_HOST_RULE_REQUESTER,  /* TPH Requester Enable */
	TPH_HOST_RULE_BUS,	  /* a bridge to a conventional bus */
	TPH_HOST_RULE_FLIT,	  /* flit-mode headers have 16 bits */
	TPH_HOST_RULE_PREFIX,	  /* End-End prefixes are supported */
	TPH_HOST_RULE_NUMBER,	  /* number of End-End prefixes */
	TPH_HOST_RULE_BLOCK,	  /* End-End prefixes are blocked on egress */
	TPH_HOST_RULE_COMPLETER,  /* TPH completer */
	TPH_HOST_RULE_INTEGRATED, /* no port has the completer bits of a RCiEP */
	TPH_HOST_RULES,
};

/**
 * struct tph_host_effect - effect of a hop on a tag, and the evidence
 * @fate:	enum tph_host_fate
 * @rule:	enum tph_host_rule
 * @field:	enum tph_host_field that decides, if @function is set
 * @function:	function of @field; NULL: no register decides
 * @value:	its value; TPH_HOST_ABSENT counts as 0
 */
struct tph_host_effect {
	uint8_t fate, rule, field;
	const struct tph_host_function *function;
	struct tph_host_value value;
};

/**
 * struct tph_host_hop - a hop
 * @function:	NULL: the root complex, or not in the dump
 * @role:	enum tph_host_role
 * @on:		effect on the tag by enum tph_host_width; that on TH and PH is that on
 *		tags of 8 bits, which are in the same header
 * @acs:	TPH_HOST_LOST if its ACS sends the write to the root complex
 */
struct tph_host_hop {
	const struct tph_host_function *function;
	uint8_t role;
	struct tph_host_effect on[TPH_HOST_WIDTHS];
	struct tph_host_effect acs;
};

/**
 * struct tph_host_verdict - the answer for tags of one width
 * @fate:	enum tph_host_fate
 * @hop:	index of the hop that decides, if @fate is not TPH_HOST_ARRIVES
 * @effect:	its effect
 */
struct tph_host_verdict {
	uint8_t fate;
	uint16_t hop;
	struct tph_host_effect effect;
};

/* Two branches of bridges on 255 buses each, and the bridge between them */
#define TPH_HOST_HOPS 520

/**
 * struct tph_host_path - a path
 * @from:	requester
 * @to:		completer, NULL: host memory
 * @route:	enum tph_host_route
 * @count:	hops
 * @hops:	in the order in which a write passes them
 * @verdict:	by enum tph_host_width
 * @kernel:	with host memory, enum tph_host_fate by pcie_tph_host_type(), which
 *		looks at the requester and its Root Port only; else as @verdict
 */
struct tph_host_path {
	const struct tph_host_function *from, *to;
	uint8_t route;
	uint16_t count;
	struct tph_host_hop hops[TPH_HOST_HOPS];
	struct tph_host_verdict verdict[TPH_HOST_WIDTHS];
	uint8_t kernel[TPH_HOST_WIDTHS];
};

/**
 * tph_host_path() - find the path of tagged writes
 * @from:	requester
 * @to:		completer of the same machine, NULL: host memory
 * @ret_path:	the path
 *
 * Allocates nothing and cannot fail. A hop that loses a tag overrides one of which
 * this is not known, and that one overrides hops that pass it.
 */
void tph_host_path(const struct tph_host_function *from,
		   const struct tph_host_function *to,
		   struct tph_host_path *ret_path);

/**
 * tph_host_rule_text() - a rule in words
 * @rule:	enum tph_host_rule
 * @lost:	true: the reason why a tag is lost; false: the question
 *
 * Return: a clause such as "the port blocks End-End prefixes"
 */
const char *tph_host_rule_text(enum tph_host_rule rule, bool lost);

/* Kinds of remedies */
enum tph_host_remedy_kind {
	TPH_HOST_BY_ADVICE,	     /* words only */
	TPH_HOST_BY_SETPCI,	     /* a command, until the next boot */
	TPH_HOST_BY_KERNEL_ARGUMENT, /* an argument, from the next boot on */
	TPH_HOST_BY_FIRMWARE,	     /* an option of the BIOS */
};

#define TPH_HOST_COMMAND 256

/**
 * struct tph_host_remedy - a way to let a tag arrive, or to know whether it does
 * @kind:	enum tph_host_remedy_kind
 * @command:	command, argument or name of the option, "" if there is none
 * @text:	a sentence
 * @cost:	its cost, such as lost isolation, or NULL
 */
struct tph_host_remedy {
	uint8_t kind;
	char command[TPH_HOST_COMMAND];
	const char *text, *cost;
};

/**
 * tph_host_path_remedy() - remedies for a verdict
 * @path:	path
 * @width:	enum tph_host_width
 * @index:	0 for the first
 * @ret_remedy:	the remedy
 *
 * They concern the hop of the verdict, and for redirects each function that redirects;
 * another hop may lose the tag afterwards.
 *
 * Return: true; false after the last one, and if the tag arrives.
 */
bool tph_host_path_remedy(const struct tph_host_path *path,
			  enum tph_host_width width, size_t index,
			  struct tph_host_remedy *ret_remedy);

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_HOST_PATH_H */
