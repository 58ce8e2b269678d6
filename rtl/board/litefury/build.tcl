# SPDX-License-Identifier: BSD-3-Clause
# Builds the bitstream with Vivado. Not yet run on hardware; see README.md.
#
# Usage: vivado -mode batch -source rtl/board/litefury/build.tcl [-tclargs NAME=VALUE...]
#   board=litefury|cle-215|cle-215+   (litefury)
#   width=64|128   data path in bits: x4 at 2.5 GT/s, or at 5.0 GT/s (64)
#   out=FOLDER     (build/litefury)
#   build=NUMBER   register BUILD (0)

set here [file dirname [file normalize [info script]]]
set rtl [file normalize $here/../..]
array set option {board litefury width 64 out build/litefury build 0}
foreach arg $argv {
	lassign [split $arg =] name value
	if {![info exists option($name)]} {
		error "there is no option '$name'"
	}
	set option($name) $value
}
array set parts {
	litefury xc7a100tfgg484-2
	cle-215 xc7a200tfbg484-2
	cle-215+ xc7a200tfbg484-3
}
array set speeds {64 2.5_GT/s 128 5.0_GT/s}
array set targets {64 4'h1 128 4'h2}
if {![info exists parts($option(board))] || ![info exists speeds($option(width))]} {
	error "there is no such board, or no such width"
}
set out [file normalize $option(out)]
file mkdir $out

create_project -in_memory -part $parts($option(board))

# ---- The integrated block, whose sources are Vivado's
create_ip -name pcie_7x -vendor xilinx.com -library ip -module_name pcie_block -dir $out
set ip [get_ips pcie_block]
# Names differ a little between versions of Vivado; lspci of the card is decisive
foreach {name value} [list \
	mode_selection Advanced \
	Device_Port_Type PCI_Express_Endpoint_device \
	Maximum_Link_Width X4 \
	Link_Speed $speeds($option(width)) \
	Trgt_Link_Speed $targets($option(width)) \
	Interface_Width $option(width)_bit \
	User_Clk_Freq 125 \
	Ref_Clk_Freq 100_MHz \
	PCIe_Blk_Locn X0Y0 \
	Max_Payload_Size 512_bytes \
	Vendor_ID 1234 \
	Device_ID 7411 \
	Revision_ID 01 \
	Subsystem_Vendor_ID 1234 \
	Subsystem_ID 7411 \
	Use_Class_Code_Lookup_Assistant false \
	Class_Code_Base 12 \
	Class_Code_Sub 00 \
	Class_Code_Interface 00 \
	Bar0_Enabled true \
	Bar0_Type Memory \
	Bar0_64bit true \
	Bar0_Prefetchable false \
	Bar0_Scale Megabytes \
	Bar0_Size 1 \
	Bar2_Enabled true \
	Bar2_Type Memory \
	Bar2_64bit true \
	Bar2_Prefetchable true \
	Bar2_Scale Kilobytes \
	Bar2_Size 256 \
	Bar4_Enabled true \
	Bar4_Type Memory \
	Bar4_64bit false \
	Bar4_Scale Kilobytes \
	Bar4_Size 8 \
	IntX_Generation false \
	Legacy_Interrupt NONE \
	MSI_Enabled false \
	MSIx_Enabled true \
	MSIx_Table_Size 2 \
	MSIx_Table_BIR BAR_4 \
	MSIx_Table_Offset 0 \
	MSIx_PBA_BIR BAR_4 \
	MSIx_PBA_Offset 1000 \
	pl_interface false \
	cfg_mgmt_if false \
	cfg_fc_if false \
	rcv_msg_if false \
	err_reporting_if false \
	cfg_ctl_if true \
	cfg_status_if true \
	en_ext_clk false \
	PCIe_Debug_Ports false \
] {
	if {"CONFIG.$name" in [list_property $ip]} {
		set_property CONFIG.$name $value $ip
	} else {
		puts "WARNING: this Vivado has no property $name, which was to be $value"
	}
}

# The value of a parameter in the sources that Vivado makes, or nothing
proc made {folder name} {
	foreach file [exec find $folder -name pcie_block*.v] {
		set handle [open $file]
		set text [read $handle]
		close $handle
		if {[regexp -nocase "\\.?${name}\\s*(?:\\(|=)\\s*\"?(\[0-9a-fA-F'bh\]+)\"?" $text all value]} {
			return $value
		}
	}
	return ""
}

# DevCap2 [13:12] = 01: a completer of 8-bit tags. Without it the host sends none. The form
# of the value is not documented, so the sources of the block decide.
set tph 0
foreach value {01 1 true} {
	if {[catch {set_property CONFIG.TPH_Completer_Supported $value $ip}]} {
		continue
	}
	generate_target all $ip
	if {[made $out c_dev_cap2_tph_completer_supported] eq "01"} {
		set tph 1
		break
	}
}
if {!$tph} {
	error "the block is not a TPH completer: set DEV_CAP2_TPH_COMPLETER_SUPPORTED to 01 in it"
}
puts "MSI-X table at [made $out c_msix_table_offset], PBA at [made $out c_msix_pba_offset]:\
	lspci must show 0 and 1000, both in BAR 4"
synth_ip $ip

# ---- The accelerator
set header [open $out/accel_regs.svh w]
puts $header [exec $rtl/regs-header $rtl/../include/opentph/hw/accel.h]
close $header
set packages {}
set modules {}
foreach file [lsort [glob $rtl/{core,pcie,tap}/*.sv]] {
	if {[string match *_pkg.sv $file]} {
		lappend packages $file
	} else {
		lappend modules $file
	}
}
read_verilog -sv [concat $packages $modules $here/top.sv]
read_xdc $here/litefury.xdc
synth_design -top top -part $parts($option(board)) -include_dirs $out \
	-generic W=$option(width) -generic BUILD=$option(build)
opt_design

# The pins of litefury.xdc decide where the lanes are
reset_property LOC [get_cells -hierarchical -filter {NAME =~ *gtp_channel.gtpe2_channel_i}]
place_design
phys_opt_design
route_design
report_utilization -file $out/utilization.txt
report_timing_summary -file $out/timing.txt
if {[get_property SLACK [get_timing_paths]] < 0} {
	error "it does not meet its timing: see $out/timing.txt"
}
write_bitstream -force $out/opentph.bit
write_cfgmem -force -format bin -interface spix4 -size 16 -loadbit "up 0x0 $out/opentph.bit" \
	-file $out/opentph.bin
