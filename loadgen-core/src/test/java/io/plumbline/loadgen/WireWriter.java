package io.plumbline.loadgen;

import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Writes {@code InferRequest}s in every way that protobuf's readers must understand. */
final class WireWriter {
  private static final int[] SPECIAL_BITS = {
    0x7FC00001,
    0xFFC12345,
    0x7FFFFFFF,
    0x80000000,
    0,
    0x7F800000,
    0xFF800000,
    1,
    0x807FFFFF,
    0x3F800000
  };

  private final SplittableRandom random;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  WireWriter(SplittableRandom random) {
    this.random = random;
  }

  /** Some fields, known and unknown, repeated, split, in any order and in odd forms. */
  static byte[] message(SplittableRandom random) {
    WireWriter writer = new WireWriter(random);
    for (int fields = random.nextInt(14); fields > 0; fields--) {
      writer.field();
    }
    return writer.bytes();
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private void field() {
    switch (random.nextInt(9)) {
      case 0 -> varintField(1, number());
      case 1 -> varintField(2, number());
      case 2 -> delimited(3, name());
      case 3 -> delimited(4, values(random.nextInt(random.nextInt(10) == 0 ? 3000 : 40)));
      case 4 -> {
        tag(4, WireFormat.WIRETYPE_FIXED32);
        out.writeBytes(values(1));
      }
      case 5 -> {
        WireWriter packed = new WireWriter(random);
        for (int dimensions = random.nextInt(6); dimensions > 0; dimensions--) {
          packed.varint(number());
        }
        delimited(5, packed.bytes());
      }
      case 6 -> varintField(5, number());
      // A known field in a wire type that it does not have is an unknown one.
      case 7 -> unknownField(random.nextInt(1, 6), 0);
      default -> unknownField(random.nextInt(6, 1 << 29), 0);
    }
  }

  /** Any wire type but those that would make it a known field. */
  private void unknownField(int number, int depth) {
    switch (random.nextInt(depth < 4 ? 6 : 4)) {
      case 0 -> {
        if (number > 5) {
          varintField(number, number());
        }
      }
      case 1 -> {
        tag(number, WireFormat.WIRETYPE_FIXED64);
        raw(Long.BYTES);
      }
      case 2 -> {
        if (number > 5) {
          tag(number, WireFormat.WIRETYPE_FIXED32);
          raw(Integer.BYTES);
        }
      }
      case 3 -> {
        if (number > 5) {
          byte[] bytes = new byte[random.nextInt(50)];
          random.nextBytes(bytes);
          delimited(number, bytes);
        }
      }
      default -> group(number, depth);
    }
  }

  private void group(int number, int depth) {
    tag(number, WireFormat.WIRETYPE_START_GROUP);
    for (int fields = random.nextInt(4); fields > 0; fields--) {
      // In a group a known number means nothing.
      unknownField(random.nextInt(1, 12), depth + 1);
      varintField(random.nextInt(1, 6), number());
    }
    tag(number, WireFormat.WIRETYPE_END_GROUP);
  }

  /** Groups in groups, nothing else. */
  void nestedGroups(int depth) {
    for (int i = 0; i < depth; i++) {
      tag(9, WireFormat.WIRETYPE_START_GROUP);
    }
    for (int i = 0; i < depth; i++) {
      tag(9, WireFormat.WIRETYPE_END_GROUP);
    }
  }

  void delimited(int number, byte[] bytes) {
    tag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  void varintField(int number, long value) {
    tag(number, WireFormat.WIRETYPE_VARINT);
    varint(value);
  }

  private void tag(int number, int wireType) {
    varint(Integer.toUnsignedLong(number << 3 | wireType));
  }

  /** Now and then with bytes that add nothing, up to ten in all. */
  private void varint(long value) {
    int bytes = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    if (random.nextInt(8) == 0) {
      bytes = random.nextInt(bytes, 11);
    }
    long rest = value;
    for (; bytes > 1; bytes--) {
      out.write(((int) rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest & 0x7F);
  }

  private long number() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextLong();
      case 1 -> -random.nextInt(1000);
      case 2 -> random.nextInt(5) == 0 ? Long.MIN_VALUE : 0;
      default -> random.nextInt(1000);
    };
  }

  private byte[] name() {
    String[] names = {"", "resnet50", "vit", "modèle-α", "\uD83D\uDE00", "x".repeat(300)};
    return names[random.nextInt(names.length)].getBytes(StandardCharsets.UTF_8);
  }

  private byte[] values(int count) {
    WireWriter values = new WireWriter(random);
    for (int i = 0; i < count; i++) {
      int bits =
          random.nextBoolean()
              ? SPECIAL_BITS[random.nextInt(SPECIAL_BITS.length)]
              : Float.floatToRawIntBits((float) random.nextDouble());
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        values.out.write(bits >> shift);
      }
    }
    return values.bytes();
  }

  private void raw(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    out.writeBytes(bytes);
  }
}
