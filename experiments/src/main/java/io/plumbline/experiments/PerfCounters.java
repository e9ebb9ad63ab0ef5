package io.plumbline.experiments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The counters that HotSpot keeps of itself in a file for jstat and jcmd: the only way to its
 * safepoint time that needs neither an agent nor an internal package.
 *
 * <p>Little or big endian as byte 4 says. Header: magic 0xCAFEC0C0, byte order, version (byte
 * each), …, at 24 the offset of the first entry and at 28 their number, int32 each. Entry: its
 * length, the offsets of name and (at 16) value within it, int32; at 12 the type, {@code J} for an
 * int64.
 */
final class PerfCounters {
  private static final int MAGIC = 0xCAFEC0C0;
  private static final int MAJOR_VERSION = 2;
  private static final int LITTLE_ENDIAN = 1;

  private PerfCounters() {}

  /** The numbers of this JVM; none if it keeps no such file. */
  static Map<String, Long> own() {
    return read(
        Path.of(
            "/tmp",
            "hsperfdata_" + System.getProperty("user.name"),
            Long.toString(ProcessHandle.current().pid())));
  }

  static Map<String, Long> read(Path file) {
    try {
      return parse(ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (IOException | IndexOutOfBoundsException e) {
      // No such file, or another format: nothing is known.
      return Map.of();
    }
  }

  private static Map<String, Long> parse(ByteBuffer data) {
    Map<String, Long> counters = new HashMap<>();
    if (data.getInt(0) != MAGIC || data.get(5) != MAJOR_VERSION) {
      return counters;
    }
    data.order(data.get(4) == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int entry = data.getInt(24);
    for (int left = data.getInt(28); left > 0; left--) {
      if (data.get(entry + 12) == 'J') {
        counters.put(
            text(data, entry + data.getInt(entry + 4)),
            data.getLong(entry + data.getInt(entry + 16)));
      }
      entry += data.getInt(entry);
    }
    return counters;
  }

  private static String text(ByteBuffer data, int from) {
    int length = 0;
    while (data.get(from + length) != 0) {
      length++;
    }
    byte[] name = new byte[length];
    data.get(from, name);
    return new String(name, StandardCharsets.UTF_8);
  }
}
