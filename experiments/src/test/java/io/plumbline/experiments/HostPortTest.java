package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:50051, 127.0.0.1, 50051",
    "http://localhost:1/, localhost, 1",
    "grpc://a.b:65535, a.b, 65535",
    "[::1]:50051, ::1, 50051"
  })
  void url_isHostAndPort(String url, String host, int port) {
    assertThat(HostPort.parse(url)).isEqualTo(new HostPort(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "localhost:", ":1", "::1", "[::1]", "a:b", "http://a/b:1", "a:1:2"})
  void url_withoutHostOrPortIsRefusedWithItsValue(String url) {
    assertThatThrownBy(() -> HostPort.parse(url))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("\"" + url + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:0", "a:65536", "a:99999"})
  void port_mustExist(String url) {
    assertThatThrownBy(() -> HostPort.parse(url))
        .hasMessage("port of --scheduler-url must be 1 to 65535: " + url.substring(2));
  }
}
