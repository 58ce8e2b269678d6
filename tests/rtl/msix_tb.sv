// SPDX-License-Identifier: BSD-3-Clause
// Test bench of msix: directed cases with the values that PCIe sec 6.1.4 and 7.7.2 ask for.
// Its last line is "ok", or it ends with an error.
`include "accel_regs.svh"

module msix_tb;

  logic clk = 1'b0, rst = 1'b1;
  logic enable = 1'b1, mask_all = 1'b0;
  logic [1:0] due = '0;
  logic reg_valid = 1'b0, reg_write = 1'b0, reg_done, reg_known;
  logic [12:0] reg_offset = '0;
  logic [3:0] reg_be = '0;
  logic [31:0] reg_wdata = '0, reg_rdata;
  logic out_valid, out_ready = 1'b1;
  logic [63:0] out_addr;
  logic [31:0] out_data;

  // Messages so far, and the last one
  int messages = 0;
  logic [95:0] message;

  msix dut (.*);

  always #5 clk = !clk;

  always_ff @(posedge clk) begin
    if (out_valid && out_ready) begin
      messages <= messages + 1;
      message <= {out_addr, out_data};
    end
  end

  task automatic clocks(int n);
    repeat (n) @(negedge clk);
  endtask

  task automatic access(logic write, logic [12:0] offset, logic [3:0] be, logic [31:0] value);
    reg_valid = 1'b1;
    reg_write = write;
    reg_offset = offset;
    reg_be = be;
    reg_wdata = value;
    do clocks(1); while (!reg_done);
    reg_valid = 1'b0;
  endtask

  task automatic set(logic [12:0] offset, logic [31:0] value);
    access(1'b1, offset, 4'hf, value);
  endtask

  task automatic expect_reg(string name, logic [12:0] offset, logic [31:0] value);
    access(1'b0, offset, 4'hf, '0);
    if (!reg_known || reg_rdata != value)
      $fatal(1, "%s: %h at %h, not %h", name, reg_rdata, offset, value);
  endtask

  task automatic raise(logic [1:0] vectors);
    due = vectors;
    clocks(1);
    due = '0;
    clocks(6);
  endtask

  task automatic expect_messages(string name, int n, logic [95:0] last);
    if (messages != n) $fatal(1, "%s: %0d messages, not %0d", name, messages, n);
    if (n != 0 && message != last) $fatal(1, "%s: the last is %h, not %h", name, message, last);
  endtask

  localparam logic [95:0] First = {64'h1_fee0_1000, 32'h4021};
  localparam logic [95:0] Second = {64'hfee0_2004, 32'hdead_beef};
  localparam logic [12:0] Pba = 13'(`ACCEL_MSIX_PBA);

  initial begin
    clocks(3);
    rst = 1'b0;
    clocks(1);

    // After reset: masked, all else is 0
    for (int v = 0; v < 2; v++) begin
      for (int i = 0; i < 3; i++) expect_reg("reset", 13'(16 * v + 4 * i), 32'h0);
      expect_reg("reset", 13'(16 * v + 12), 32'h1);
    end
    expect_reg("reset", Pba, 32'h0);

    // Only bits that exist are written, byte by byte
    set(13'h00, 32'hfee0_1003);
    expect_reg("the low address bits are 0", 13'h00, 32'hfee0_1000);
    set(13'h04, 32'h1);
    set(13'h08, 32'hffff_ffff);
    access(1'b1, 13'h08, 4'b0101, 32'h1100_2221);
    expect_reg("byte enables", 13'h08, 32'hff00_ff21);
    set(13'h08, 32'h4021);
    set(13'h0c, 32'hffff_ffff);
    expect_reg("control has one bit", 13'h0c, 32'h1);
    access(1'b1, 13'h0c, 4'b1110, 32'h0);
    expect_reg("control keeps a bit that is not enabled", 13'h0c, 32'h1);
    set(13'h10, 32'hfee0_2004);
    set(13'h18, 32'hdead_beef);
    set(13'h1c, 32'h0);
    set(Pba, 32'hffff_ffff);
    expect_reg("the PBA is read-only", Pba, 32'h0);

    // Offsets without a register
    access(1'b0, 13'h20, 4'hf, '0);
    if (reg_known) $fatal(1, "the table has two entries");
    access(1'b0, Pba + 13'h8, 4'hf, '0);
    if (reg_known) $fatal(1, "the PBA has one entry");

    // Masked: pending, and sent once when unmasked
    raise(2'b01);
    expect_messages("masked", 0, '0);
    expect_reg("masked", Pba, 32'h1);
    expect_reg("the upper half", Pba + 13'h4, 32'h0);
    raise(2'b01);
    set(13'h0c, 32'h0);
    clocks(6);
    expect_messages("unmasked", 1, First);
    expect_reg("sent", Pba, 32'h0);
    raise(2'b10);
    expect_messages("the second vector", 2, Second);

    // Function Mask holds all vectors
    mask_all = 1'b1;
    raise(2'b11);
    expect_messages("function mask", 2, Second);
    expect_reg("function mask", Pba, 32'h3);
    mask_all = 1'b0;
    clocks(6);
    expect_messages("both go, the lower first", 4, Second);
    expect_reg("both are sent", Pba, 32'h0);

    // Not enabled: lost, and not pending
    enable = 1'b0;
    raise(2'b11);
    expect_reg("not enabled", Pba, 32'h0);
    enable = 1'b1;
    clocks(6);
    expect_messages("not enabled", 4, Second);
    // Pending when it is disabled: stays so
    mask_all = 1'b1;
    raise(2'b10);
    enable = 1'b0;
    mask_all = 1'b0;
    clocks(6);
    expect_messages("disabled", 4, Second);
    enable = 1'b1;
    clocks(6);
    expect_messages("enabled again", 5, Second);

    // The link waits: the message stays as it is, and not pending for software
    out_ready = 1'b0;
    raise(2'b01);
    set(13'h08, 32'h4022);
    expect_reg("it waits for the link", Pba, 32'h0);
    if (!out_valid || {out_addr, out_data} != First) $fatal(1, "the message has changed");
    raise(2'b01);
    raise(2'b01);
    out_ready = 1'b1;
    clocks(6);
    expect_messages("due twice after it: one", 7, {64'h1_fee0_1000, 32'h4022});

    // Due and masked in the same clock as it would go
    out_ready = 1'b0;
    raise(2'b01);
    raise(2'b10);
    set(13'h1c, 32'h1);
    out_ready = 1'b1;
    clocks(6);
    expect_messages("masked while the link is busy", 8, {64'h1_fee0_1000, 32'h4022});
    expect_reg("masked while the link is busy", Pba, 32'h2);
    $display("ok");
    $finish;
  end

endmodule
