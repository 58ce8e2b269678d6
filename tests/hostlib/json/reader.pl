# SPDX-License-Identifier: BSD-3-Clause
# The exchange format as others read it: reader.pl JSON HEX prints each function of JSON
# and the folder above it, and compares its configuration space with the one in HEX, in
# the form of lspci -xxxx.
#
# The rules are those of rdma_topo (rdma-core 64): an array of objects; realpath, config
# and modalias are there and not null; config is base64 of zlib; the last part of
# realpath is the address, the one before it the parent; modalias has the kernel's form.
use strict;
use warnings;
use Compress::Zlib qw(uncompress);
use JSON::PP qw(decode_json);
use MIME::Base64 qw(decode_base64);

my ($json, $hex) = @ARGV;
my (%rows, $bdf);

open(my $file, '<', $hex) or die "$hex: $!\n";
while (<$file>) {
	if (/^([0-9a-f]+:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) /) {
		$bdf = $1;
	} elsif (/^[0-9a-f]+:((?: [0-9a-f]{2})+)$/) {
		$rows{$bdf} .= join('', map { chr(hex($_)) } split(' ', $1));
	}
}
close($file);

open($file, '<:raw', $json) or die "$json: $!\n";
my $items = decode_json(do { local $/; <$file> });
ref($items) eq 'ARRAY' or die "not an array\n";
for my $item (@$items) {
	ref($item) eq 'HASH' or die "not an object\n";
	defined($item->{$_}) or die "no $_\n" for qw(realpath config modalias);
	my ($parent, $name) = $item->{realpath} =~ m,([^/]+)/([^/]+)$,;
	my $config = uncompress(decode_base64($item->{config}));
	defined($config) && defined($rows{$name}) && $config eq $rows{$name} or
		die "$name: config differs\n";
	my ($device, $vendor) = (unpack('v', substr($config, 2)), unpack('v', $config));
	my ($if, $sub, $base) = unpack('C3', substr($config, 9));
	my $alias = sprintf('pci:v%08Xd%08Xsv[0-9A-F]{8}sd[0-9A-F]{8}bc%02Xsc%02Xi%02X',
		$vendor, $device, $base, $sub, $if);
	$item->{modalias} =~ /^$alias$/ or die "$name: $item->{modalias}\n";
	print "$name $parent\n";
}
