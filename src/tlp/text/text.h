/* SPDX-License-Identifier: BSD-3-Clause */
/* Words that tlp_format() writes and tlp_scan() reads */
#ifndef TLP_TEXT_TEXT_H
#define TLP_TEXT_TEXT_H

/* By enum tlp_routing; "" for routing by an address or a BDF */
extern const char *const tlp_routing_words[8];

/* By enum tlp_status */
extern const char *const tlp_status_words[8];

/* By enum tlp_at */
extern const char *const tlp_at_words[4];

/* Parts of IDE in OHC-C, which have no field in struct tlp */
#define OHC_C_NAMED	     0x00ffff73u
#define OHC_C_PR_SENT(dw)    ((dw) >> 16 & 0xff)
#define OHC_C_STREAM(dw)     ((dw) >> 8 & 0xff)
#define OHC_C_SUB_STREAM(dw) ((dw) >> 4 & 7)
#define OHC_C_K		     0x2u
#define OHC_C_T		     0x1u
#define OHC_C_NOT_IDE	     7

#endif /* TLP_TEXT_TEXT_H */
