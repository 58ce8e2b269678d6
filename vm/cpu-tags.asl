// SPDX-License-Identifier: BSD-3-Clause
/*
 * For tests: Steering Tags of the CPUs' caches.
 *
 * The _DSM of the host bridge that the PCI Firmware Specification calls "Query
 * Cache Locality TPH Features" (revision 7, function 15); Linux asks it in
 * drivers/pci/tph.c. With U the CPU's ACPI UID, 0 to 31, the tags are
 *
 *	volatile memory		8 bits 0x40 + U		16 bits 0xc080 + U
 *	persistent memory	8 bits 0x60 + U		16 bits 0xc1a0 + U
 *
 * so a tag identifies its CPU, its width and its kind of memory, and a tag that is cut
 * to 8 bits matches none of them. Other CPUs have no tags.
 */
DefinitionBlock ("", "SSDT", 2, "OPNTPH", "TPHTAGS", 1)
{
	External (\_SB.PCI0, DeviceObj)

	Scope (\_SB.PCI0)
	{
		/*
		 * NotSerialized, so there are no named objects: Linux never releases the
		 * mutex of a serialized method if an allocation at its start fails
		 * (acpi_ps_execute_method()), which tests provoke.
		 */
		Method (_DSM, 4, NotSerialized)
		{
			If (Arg0 != ToUUID ("e5c937d0-3553-4d7a-9117-ea4d19c3434d") || Arg1 < 7)
			{
				Return (Buffer (1) { 0 })
			}

			/* Functions 0 and 15 */
			If (Arg2 == 0)
			{
				Return (Buffer (2) { 0x01, 0x80 })
			}

			If (Arg2 != 15)
			{
				Return (Buffer (1) { 0 })
			}

			/*
			 * For volatile memory: flags of valid fields, tag of 8 bits, of 16 bits;
			 * the same for persistent memory
			 */
			Local1 = Buffer (8) {}

			/* Feature 0 is the query, of the CPU with the UID that comes next */
			Local0 = DerefOf (Arg3 [1])
			If (DerefOf (Arg3 [0]) == 0 && Local0 < 32)
			{
				/* Both widths are valid */
				Local1 [0] = 3
				Local1 [1] = 0x40 + Local0
				Local1 [2] = 0x80 + Local0
				Local1 [3] = 0xc0
				Local1 [4] = 3
				Local1 [5] = 0x60 + Local0
				Local1 [6] = 0xa0 + Local0
				Local1 [7] = 0xc1
			}

			Return (Local1)
		}
	}
}
