# SPDX-License-Identifier: BSD-3-Clause
# Pins of LiteFury, NiteFury and Acorn CLE-215. Sources, which agree but where noted: the
# constraints of Sample-Projects in RHSResearchLLC/NiteFury-and-LiteFury, and
# sqrl_acorn.py in litex-hub/litex-boards.

# Reference clock of the slot
set_property PACKAGE_PIN F6 [get_ports sys_clk_p]
set_property PACKAGE_PIN E6 [get_ports sys_clk_n]
create_clock -name sys_clk -period 10.000 [get_ports sys_clk_p]

# PERST#. LiteX has LVCMOS15 here for the x4 card and LVCMOS33 for a base board; the maker
# has LVCMOS33, and the LEDs of the same bank have it in both.
set_property PACKAGE_PIN J1 [get_ports sys_rst_n]
set_property IOSTANDARD LVCMOS33 [get_ports sys_rst_n]
set_property PULLUP true [get_ports sys_rst_n]
set_false_path -from [get_ports sys_rst_n]

set_property PACKAGE_PIN G1 [get_ports clkreq_n]
set_property IOSTANDARD LVCMOS33 [get_ports clkreq_n]

# Lanes. build.tcl removes the places that the block's own constraints give to its
# transceivers, so that these pins decide.
set_property PACKAGE_PIN B10 [get_ports {pci_exp_rxp[0]}]
set_property PACKAGE_PIN A10 [get_ports {pci_exp_rxn[0]}]
set_property PACKAGE_PIN B6 [get_ports {pci_exp_txp[0]}]
set_property PACKAGE_PIN A6 [get_ports {pci_exp_txn[0]}]
set_property PACKAGE_PIN B8 [get_ports {pci_exp_rxp[1]}]
set_property PACKAGE_PIN A8 [get_ports {pci_exp_rxn[1]}]
set_property PACKAGE_PIN B4 [get_ports {pci_exp_txp[1]}]
set_property PACKAGE_PIN A4 [get_ports {pci_exp_txn[1]}]
set_property PACKAGE_PIN D11 [get_ports {pci_exp_rxp[2]}]
set_property PACKAGE_PIN C11 [get_ports {pci_exp_rxn[2]}]
set_property PACKAGE_PIN D5 [get_ports {pci_exp_txp[2]}]
set_property PACKAGE_PIN C5 [get_ports {pci_exp_txn[2]}]
set_property PACKAGE_PIN D9 [get_ports {pci_exp_rxp[3]}]
set_property PACKAGE_PIN C9 [get_ports {pci_exp_rxn[3]}]
set_property PACKAGE_PIN D7 [get_ports {pci_exp_txp[3]}]
set_property PACKAGE_PIN C7 [get_ports {pci_exp_txn[3]}]

set_property PACKAGE_PIN G3 [get_ports {led[0]}]
set_property PACKAGE_PIN H3 [get_ports {led[1]}]
set_property PACKAGE_PIN G4 [get_ports {led[2]}]
set_property PACKAGE_PIN H4 [get_ports {led[3]}]
set_property IOSTANDARD LVCMOS33 [get_ports led*]
set_false_path -to [get_ports led*]

# The host looks for the card soon after power-on, so configuration has to be quick
set_property CFGBVS VCCO [current_design]
set_property CONFIG_VOLTAGE 3.3 [current_design]
set_property BITSTREAM.CONFIG.SPI_BUSWIDTH 4 [current_design]
set_property BITSTREAM.CONFIG.CONFIGRATE 16 [current_design]
set_property BITSTREAM.GENERAL.COMPRESS TRUE [current_design]
