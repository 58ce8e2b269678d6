# SPDX-License-Identifier: BSD-3-Clause
# Runs a board's build.tcl without Vivado: its commands do nothing but print themselves and
# check that files are there. The block that it "makes" is a completer of the tags that
# OPENTPH_TPH says.
#
# Usage: tclsh tests/rtl/board/vivado.tcl BUILD.TCL [NAME=VALUE...]

foreach command {create_project synth_ip synth_design opt_design place_design phys_opt_design
		route_design reset_property report_utilization report_timing_summary
		write_bitstream write_cfgmem} {
	proc $command args "puts \"$command \$args\""
}
proc create_ip args {
	puts "create_ip $args"
	set ::folder [dict get $args -dir]
}
proc get_ips name { return $name }
proc get_cells args { return cells }
proc get_timing_paths args { return paths }
proc get_property {name object} { return 0.5 }
proc list_property ip {
	set handle [open $::script]
	set all [regexp -all -inline -line {^\t([A-Z]\w+) \S+ \\$} [read $handle]]
	close $handle
	set names {}
	foreach {line name} $all { lappend names CONFIG.$name }
	return $names
}
proc set_property {name value object} {
	puts "set_property $name $value"
	if {$name eq "CONFIG.TPH_Completer_Supported" && $value ne "1"} {
		error "no such value"
	}
}
proc generate_target args {
	set handle [open $::folder/pcie_block_stub.v w]
	puts $handle "    .c_dev_cap2_tph_completer_supported(\"$::env(OPENTPH_TPH)\"),"
	close $handle
}
proc readable files {
	foreach file $files {
		if {![file readable $file]} { error "there is no $file" }
		puts "read $file"
	}
}
proc read_verilog {option files} { readable $files }
proc read_xdc file { readable [list $file] }

set script [lindex $argv 0]
set argv [lrange $argv 1 end]
if {[catch {source $script} message]} {
	puts "ERROR: $message"
	exit 1
}
