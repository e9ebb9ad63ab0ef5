package io.plumbline.scheduler;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.plumbline.proto.OrcaLoadReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Load reports with their blanks: all but the numbers is written once, because on the wire every
 * number has eight bytes and always the same place. Immutable.
 */
final class LoadReportForm {
  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int MAP_KEY = 1;
  private static final int MAP_VALUE = 2;

  private final byte[] bytes;

  /** Where each value's eight bytes begin; each value's entry ends where they end. */
  private final int[] places;

  private LoadReportForm(byte[] bytes, int[] places) {
    this.bytes = bytes;
    this.places = places;
  }

  /** A form that asks for utilization, requests and errors per second, then for these by name. */
  static LoadReportForm of(List<String> names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Integer> places = new ArrayList<>();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      for (int field :
          List.of(
              OrcaLoadReport.APPLICATION_UTILIZATION_FIELD_NUMBER,
              OrcaLoadReport.RPS_FRACTIONAL_FIELD_NUMBER,
              OrcaLoadReport.EPS_FIELD_NUMBER)) {
        out.writeDouble(field, 0);
        places.add(out.getTotalBytesWritten() - Double.BYTES);
      }
      for (String name : names) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        out.writeTag(
            OrcaLoadReport.NAMED_METRICS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(
            CodedOutputStream.computeByteArraySize(MAP_KEY, key)
                + CodedOutputStream.computeDoubleSize(MAP_VALUE, 0));
        out.writeByteArray(MAP_KEY, key);
        out.writeDouble(MAP_VALUE, 0);
        places.add(out.getTotalBytesWritten() - Double.BYTES);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // There is nothing here that could fail.
    }
    return new LoadReportForm(
        bytes.toByteArray(), places.stream().mapToInt(Integer::intValue).toArray());
  }

  /** How many values it asks for. */
  int size() {
    return places.length;
  }

  /** A report of the first {@code known} values; the others are left out. */
  byte[] fill(double[] values, int known) {
    byte[] filled = Arrays.copyOf(bytes, places[known - 1] + Double.BYTES);
    for (int i = 0; i < known; i++) {
      DOUBLES.set(filled, places[i], values[i]);
    }
    return filled;
  }
}
