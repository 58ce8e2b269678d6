// SPDX-License-Identifier: BSD-3-Clause
/* Rules that one register decides */
#include "ground.h"
#include "host/path/path.h"

struct tph_host_effect effect_of(enum tph_host_fate fate,
				 enum tph_host_rule rule,
				 const struct tph_host_function *function,
				 enum tph_host_field field,
				 struct tph_host_value value)
{
	return (struct tph_host_effect){
		.fate = (uint8_t)fate,
		.rule = (uint8_t)rule,
		.field = (uint8_t)field,
		.function = function,
		.value = value,
	};
}

struct tph_host_effect effect_plain(enum tph_host_fate fate,
				    enum tph_host_rule rule)
{
	return (struct tph_host_effect){.fate = (uint8_t)fate,
					.rule = (uint8_t)rule};
}

void effect_add(struct tph_host_effect *sum, struct tph_host_effect effect)
{
	if (effect.fate < sum->fate || (effect.fate == sum->fate && !sum->rule))
		*sum = effect;
}

struct tph_host_value field_or_zero(const struct tph_host_function *function,
				    enum tph_host_field field)
{
	struct tph_host_value value = tph_host_get(function, field);

	return value.why == TPH_HOST_ABSENT ? (struct tph_host_value){0}
					    : value;
}

bool is_type(const struct tph_host_function *port, enum tph_host_port type)
{
	struct tph_host_value value = tph_host_port_type(port);

	return !value.why && !value.derived && value.value == (int32_t)type;
}

/* VFs have the PASID of their PF (PCIe r6.2, 7.8.9) */
struct prefixes count_prefixes(const struct tph_host_function *requester)
{
	const struct tph_host_function *pf =
		requester->physfn ? requester->physfn : requester;
	struct tph_host_value pasid =
		field_or_zero(pf, TPH_HOST_F_PASID_ENABLE);

	return (struct prefixes){
		.least = 1 + (!pasid.why && pasid.value),
		.most = 1 + (pasid.why || pasid.value),
		.pf = pf,
		.pasid = pasid,
	};
}

/* PCIe r6.2, 7.5.3.15 and 7.9.13.3; 10b is reserved in both */
void rule_widths(const struct tph_host_function *function,
		 enum tph_host_field field, enum tph_host_rule rule,
		 struct tph_host_effect *on)
{
	struct tph_host_value value = field_or_zero(function, field);
	const bool passes[TPH_HOST_WIDTHS] = {
		[TPH_HOST_ST8] = value.value == 1 || value.value == 3,
		[TPH_HOST_ST16] = value.value == 3,
	};
	enum tph_host_fate fate;

	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++) {
		fate = value.why   ? TPH_HOST_UNCERTAIN
		       : passes[i] ? TPH_HOST_ARRIVES
				   : TPH_HOST_LOST;
		effect_add(&on[i], effect_of(fate, rule, function, field,
					     tph_host_get(function, field)));
	}
}

/* As P2PDMA: which of the three bits redirects does not matter to it */
struct tph_host_effect rule_acs(const struct tph_host_function *function)
{
	static const enum tph_host_field bits[] = {
		TPH_HOST_F_ACS_RR, TPH_HOST_F_ACS_CR, TPH_HOST_F_ACS_EC};
	struct tph_host_effect sum = EFFECT_NONE;

	for (size_t i = 0; i < ARRAY_SIZE(bits); i++) {
		struct tph_host_value value = field_or_zero(function, bits[i]);
		enum tph_host_fate fate = value.why	? TPH_HOST_UNCERTAIN
					  : value.value ? TPH_HOST_LOST
							: TPH_HOST_ARRIVES;

		effect_add(&sum,
			   effect_of(fate, TPH_HOST_RULE_ACS, function, bits[i],
				     tph_host_get(function, bits[i])));
	}
	return sum;
}
