// SPDX-License-Identifier: BSD-3-Clause
// Pairs of 64-bit counters in RAM. An addition to both counters of a pair takes three
// clocks, and another may start after two. A sweep sets all to 0.
module accel_count_ram #(
  parameter int LOG2 = 8            // log2 of the pairs, at least 1
) (
  input  logic            clk,
  input  logic            clear,    // starts the sweep
  output logic            ready,    // no sweep is under way
  output logic            busy,     // a sweep or an addition is under way
  input  logic            add,      // not while it sweeps, nor a clock after another
  input  logic [LOG2-1:0] add_pair,
  input  logic [12:0]     add_first,
  input  logic [12:0]     add_second,
  // Only when not busy; one clock later
  input  logic [LOG2:0]   read,     // pair, second of it
  output logic [63:0]     read_count
);

  logic [63:0] counts [0:(2 << LOG2) - 1];

  logic            sweeping;
  logic            second;          // the second counter is to be read
  logic [LOG2-1:0] second_pair;
  logic [12:0]     second_add;
  logic            update;          // read_count is a counter to be replaced
  logic [LOG2:0]   update_at;       // or the sweep's counter
  logic [12:0]     update_add;
  logic [LOG2:0]   read_at;

  assign ready = !sweeping;
  assign busy = sweeping || second || update;

  always_comb begin
    read_at = read;
    if (add) begin
      read_at = {add_pair, 1'b0};
    end
    if (second) begin
      read_at = {second_pair, 1'b1};
    end
  end

  always_ff @(posedge clk) begin
    if (sweeping || update) begin
      counts[update_at] <= sweeping ? '0 : read_count + {51'd0, update_add};
    end
    read_count <= counts[read_at];
  end

  always_ff @(posedge clk) begin
    second <= add;
    second_pair <= add_pair;
    second_add <= add_second;
    update <= add || second;
    update_at <= read_at;
    update_add <= second ? second_add : add_first;
    if (sweeping) begin
      update_at <= update_at + 1'b1;
      sweeping <= !(&update_at);
    end
    if (clear) begin
      sweeping <= 1'b1;
      second <= 1'b0;
      update <= 1'b0;
      update_at <= '0;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk) begin
    additions_are_apart: assert (clear || !add || !(second || sweeping));
  end
`endif

endmodule
