package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MetricsCsvTest {

  @Test
  void csv_hasTheColumnsOfTheContractAndLeavesTheUnknownEmpty() throws IOException {
    FakeRows rows =
        new FakeRows()
            .add(0, "OK", 10, 12, 112)
            .add(1, "UNFINISHED", 20, 20, -1)
            .add(1, "REFUSED_BY_GENERATOR", 30, -1, -1);
    StringWriter out = new StringWriter();
    MetricsCsv.write(rows, out);
    // Answered 102 ms after it was due: the SLO of 100 ms is missed, though the server took only
    // 100.
    assertThat(out.toString().split("\n", -1))
        .containsExactly(
            "timestamp_issued,sample_id,tier,slo,model,latency_ns,latency_ms,slo_met,status,"
                + "planned_ns,prepared_ns,sent_ns,done_ns,service_ns,slip_ns,issuer,channel",
            "1700000000012000000,0,1,urgent,resnet50,102000000,102.000000,false,OK,"
                + "10000000,-5,12000000,112000000,100000000,2000000,0,4",
            "1700000000020000000,1,2,relaxed,resnet50,,,false,UNFINISHED,"
                + "20000000,-5,20000000,,,0,0,4",
            ",2,2,relaxed,resnet50,,,false,REFUSED_BY_GENERATOR,30000000,,,,,,,",
            "");
  }
}
