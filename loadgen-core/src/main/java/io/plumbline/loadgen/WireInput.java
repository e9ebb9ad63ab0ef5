package io.plumbline.loadgen;

import com.google.protobuf.WireFormat;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pieces of one protobuf message from the stream that gRPC hands a marshaller.
 *
 * <p>What protobuf's own code accepts is accepted, and nothing else. (Not followed is a slip of its
 * fast path, which takes the first ten bytes of a longer 64-bit varint for a number.)
 *
 * <p>Where gRPC lends the network's buffers they are read in place, one after the other: a large
 * message comes in many. Otherwise the stream is read in small chunks, which stay in the
 * processor's cache. A length is believed only as far as bytes are there, so it is safe to allocate
 * by. One thread, one message.
 */
final class WireInput {
  /** How deep protobuf lets groups nest. */
  private static final int MAX_DEPTH = 100;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final InputStream stream;
  private final @Nullable HasByteBuffer lender;
  private final int chunkBytes;

  /** The bytes at hand, little-endian. */
  private ByteBuffer chunk = NOTHING;

  /** What a chunk is read into where none is lent. */
  private @Nullable ByteBuffer own;

  /**
   * How many bytes of the stream are at hand in a lent buffer, which is only lent until skipped.
   */
  private int lentBytes;

  /** How many bytes of the message come after the chunk. */
  private int bytesAfterChunk;

  /**
   * @param chunkBytes how many bytes are read at once if gRPC lends no buffers
   */
  WireInput(InputStream stream, int chunkBytes) throws IOException {
    InputStream sized = stream;
    if (!(stream instanceof KnownLength || stream instanceof ByteArrayInputStream)) {
      // It was compressed. Bounded by gRPC's limit on messages, and allocated as the bytes come.
      sized = new ByteArrayInputStream(stream.readAllBytes());
    }
    this.stream = sized;
    this.bytesAfterChunk = sized.available();
    this.lender =
        sized instanceof HasByteBuffer buffers && buffers.byteBufferSupported() ? buffers : null;
    this.chunkBytes = chunkBytes;
  }

  /** How many bytes of the message are left. */
  int remaining() {
    return chunk.remaining() + bytesAfterChunk;
  }

  /** The next field's number and wire type; 0 at the end. */
  int readTag() throws IOException {
    if (remaining() == 0) {
      return 0;
    }
    int tag = readVarint32();
    if (WireFormat.getTagFieldNumber(tag) == 0) {
      throw new IOException("a field has number 0");
    }
    return tag;
  }

  /** As protobuf does: of a number that has more, the low 32 bits. */
  int readVarint32() throws IOException {
    return (int) readVarint64();
  }

  long readVarint64() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = readByte();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a varint is longer than 10 bytes");
  }

  /** A length of bytes that are there. */
  int readLength() throws IOException {
    int length = readVarint32();
    if (length < 0) {
      throw new IOException("a length is negative: " + length);
    }
    if (length > remaining()) {
      throw truncated();
    }
    return length;
  }

  /** A length and as many bytes of UTF-8. */
  String readString() throws IOException {
    byte[] bytes = new byte[readLength()];
    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(bytes.length - at, atHand());
      chunk.get(bytes, at, count);
      at += count;
    }
    // A decoder of its own throws where the constructor of String would replace.
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Moves {@code count} packed values, bit for bit. */
  void readFloats(float[] out, int offset, int count) throws IOException {
    int at = offset;
    int end = offset + count;
    while (at < end) {
      int whole = Math.min(end - at, atHand() / Float.BYTES);
      if (whole > 0) {
        chunk.asFloatBuffer().get(out, at, whole);
        chunk.position(chunk.position() + whole * Float.BYTES);
        at += whole;
      } else {
        out[at++] = Float.intBitsToFloat(readFixed32());
      }
    }
  }

  /** Four bytes, perhaps of several chunks. */
  private int readFixed32() throws IOException {
    int bits = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bits |= (readByte() & 0xFF) << shift;
    }
    return bits;
  }

  /** Passes over the field whose tag was just read. */
  void skipField(int tag) throws IOException {
    skipField(tag, 0);
  }

  private void skipField(int tag, int depth) throws IOException {
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> readVarint64();
      case WireFormat.WIRETYPE_FIXED64 -> skip(Long.BYTES);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> skip(readLength());
      case WireFormat.WIRETYPE_FIXED32 -> skip(Integer.BYTES);
      case WireFormat.WIRETYPE_START_GROUP ->
          skipGroup(WireFormat.getTagFieldNumber(tag), depth + 1);
      default -> throw new IOException("a tag ends no group or has no wire type: " + tag);
    }
  }

  private void skipGroup(int fieldNumber, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("groups nest deeper than " + MAX_DEPTH);
    }
    int tag = readTag();
    while (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_END_GROUP) {
      if (tag == 0) {
        throw truncated();
      }
      skipField(tag, depth);
      tag = readTag();
    }
    if (WireFormat.getTagFieldNumber(tag) != fieldNumber) {
      throw new IOException("a group ends that did not begin: " + tag);
    }
  }

  private void skip(int count) throws IOException {
    if (count > remaining()) {
      throw truncated();
    }
    int here = Math.min(count, chunk.remaining());
    chunk.position(chunk.position() + here);
    int beyond = count - here;
    if (beyond > 0) {
      stream.skipNBytes(lentBytes + beyond);
      lentBytes = 0;
      bytesAfterChunk -= beyond;
    }
  }

  private byte readByte() throws IOException {
    if (!chunk.hasRemaining()) {
      nextChunk();
    }
    return chunk.get();
  }

  /** How many bytes can be had from the chunk, which is at least one. */
  private int atHand() throws IOException {
    if (!chunk.hasRemaining()) {
      nextChunk();
    }
    return chunk.remaining();
  }

  private void nextChunk() throws IOException {
    if (bytesAfterChunk == 0) {
      throw truncated();
    }
    stream.skipNBytes(lentBytes);
    lentBytes = 0;
    ByteBuffer lent = lender == null ? null : lender.getByteBuffer();
    if (lent != null && lent.hasRemaining()) {
      chunk = lent;
      lentBytes = lent.remaining();
    } else {
      // Nothing is lent, or, after an empty DATA frame, an empty buffer, which reading passes over.
      if (own == null) {
        own = ByteBuffer.allocate(Math.min(chunkBytes, bytesAfterChunk));
      }
      chunk = own.clear().limit(Math.max(0, stream.read(own.array())));
    }
    chunk.order(ByteOrder.LITTLE_ENDIAN);
    if (!chunk.hasRemaining() || chunk.remaining() > bytesAfterChunk) {
      throw new IOException("the stream is not as long as it says");
    }
    bytesAfterChunk -= chunk.remaining();
  }

  private static IOException truncated() {
    return new IOException("the message ends in the middle of a field");
  }
}
