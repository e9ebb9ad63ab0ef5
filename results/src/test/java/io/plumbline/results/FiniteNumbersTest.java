package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * No record of a document takes NaN or infinity, wherever in it a number can stand: every component
 * that can hold one is given one.
 */
class FiniteNumbersTest {
  private static final List<Double> NOT_FINITE =
      List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  /** Types that hold no number with a fraction. */
  private static final Set<Class<?>> SOUND =
      Set.of(
          boolean.class,
          int.class,
          long.class,
          Integer.class,
          Long.class,
          String.class,
          Instant.class,
          OptionalInt.class,
          OptionalLong.class);

  record Unchecked(int sound, double value) {}

  record UncheckedOptional(OptionalDouble value) {}

  record UncheckedIteration(List<List<Double>> forks) {}

  record UncheckedKey(SortedMap<Double, Long> quantiles) {}

  record UncheckedSettings(Map<String, Object> settings) {}

  record Checked(Optional<List<Double>> values, SortedMap<Double, Double> map) {
    Checked {
      values.ifPresent(list -> list.forEach(value -> Finite.require("value", value)));
      Finite.requireAll("map", map);
    }
  }

  @Test
  void recordThatTakesWhatIsNotFinite_isFound() {
    assertThat(accepted(new Unchecked(1, 1), Map.of()))
        .containsExactly(
            "Unchecked.value takes NaN",
            "Unchecked.value takes Infinity",
            "Unchecked.value takes -Infinity");
    assertThat(accepted(new UncheckedOptional(OptionalDouble.of(1)), Map.of())).hasSize(3);
    assertThat(accepted(new UncheckedIteration(List.of()), Map.of()))
        .contains("UncheckedIteration.forks takes [[NaN]]");
    assertThat(accepted(new UncheckedKey(new TreeMap<>()), Map.of()))
        .contains("UncheckedKey.quantiles takes {NaN=1}");
    assertThat(accepted(new UncheckedSettings(Map.of()), Map.of()))
        .contains("UncheckedSettings.settings takes {x=NaN}");
    assertThat(accepted(new Checked(Optional.empty(), new TreeMap<>()), Map.of())).isEmpty();
  }

  @Test
  void noRecordOfADocument_takesWhatIsNotFinite() throws IOException {
    Map<Class<?>, Record> samples = new HashMap<>();
    for (String kind :
        List.of("calibration", "capacity", "load", "micro", "simulation", "sweep", "theory")) {
      collect(StoredSamples.read(kind + "-v1.json"), samples);
    }
    Set<Class<?>> reachable = new LinkedHashSet<>();
    reach(Document.class, reachable);
    assertThat(reachable).contains(MicroEntry.Samples.class, LoadGenVerdict.Percentile.class);
    assertThat(samples.keySet())
        .as("the stored samples show every record once")
        .containsAll(reachable);
    List<String> accepted = new ArrayList<>();
    for (Class<?> type : reachable) {
      accepted.addAll(accepted(sample(type, samples), samples));
    }
    assertThat(accepted).as("check them with Finite").isEmpty();
  }

  private static Record sample(Class<?> type, Map<Class<?>, Record> samples) {
    return Optional.ofNullable(samples.get(type)).orElseThrow();
  }

  /** The record types that a value of this type may hold. */
  private static void reach(Type type, Set<Class<?>> found) {
    if (type instanceof ParameterizedType generic) {
      Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> reach(argument, found));
    } else if (type instanceof Class<?> plain && plain.isSealed()) {
      Arrays.stream(plain.getPermittedSubclasses()).forEach(sub -> reach(sub, found));
    } else if (type instanceof Class<?> plain && plain.isRecord() && found.add(plain)) {
      Arrays.stream(plain.getRecordComponents()).forEach(c -> reach(c.getGenericType(), found));
    }
  }

  /** The records in a value, itself included, one of each type. */
  private static void collect(Object value, Map<Class<?>, Record> found) {
    if (value instanceof Record part) {
      found.putIfAbsent(part.getClass(), part);
      components(part).forEach(component -> collect(component, found));
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresent(present -> collect(present, found));
    } else if (value instanceof Collection<?> elements) {
      elements.forEach(element -> collect(element, found));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(element -> collect(element, found));
    }
  }

  private static List<Object> components(Record value) {
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        values.add(component.getAccessor().invoke(value));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    }
    return values;
  }

  /** What a record takes that is not finite, given one bad component at a time. */
  private static List<String> accepted(Record sound, Map<Class<?>, Record> samples) {
    Class<?> type = sound.getClass();
    RecordComponent[] components = type.getRecordComponents();
    List<String> accepted = new ArrayList<>();
    for (int c = 0; c < components.length; c++) {
      for (double number : NOT_FINITE) {
        for (Object bad : bad(components[c].getGenericType(), number, samples)) {
          Object[] values = components(sound).toArray();
          values[c] = bad;
          if (!refuses(type, components, values)) {
            accepted.add(type.getSimpleName() + "." + components[c].getName() + " takes " + bad);
          }
        }
      }
    }
    return accepted;
  }

  private static boolean refuses(Class<?> type, RecordComponent[] components, Object[] values) {
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      constructor.newInstance(values);
      return false;
    } catch (InvocationTargetException e) {
      assertThat(e.getCause())
          .as(type.getSimpleName())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be finite: ");
      return true;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /**
   * Values of a type that hold the number, in each place where one can stand; none for a record.
   */
  private static List<Object> bad(Type type, double number, Map<Class<?>, Record> samples) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return wrap(bad(arguments[0], number, samples), Optional::of);
      }
      if (generic.getRawType() == List.class) {
        return wrap(bad(arguments[0], number, samples), List::of);
      }
      if (generic.getRawType() == Map.class || generic.getRawType() == SortedMap.class) {
        List<Object> maps = new ArrayList<>();
        maps.addAll(
            wrap(
                bad(arguments[0], number, samples),
                key -> new TreeMap<>(Map.of(key, good(arguments[1], samples)))));
        maps.addAll(
            wrap(
                bad(arguments[1], number, samples),
                value -> new TreeMap<>(Map.of(good(arguments[0], samples), value))));
        return maps;
      }
    } else if (type == double.class || type == Double.class) {
      return List.of(number);
    } else if (type == OptionalDouble.class) {
      return List.of(OptionalDouble.of(number));
    } else if (type == Object.class) {
      return List.of(number, (float) number, List.of(number), Map.of("y", List.of(number)));
    } else if (type == JsonNode.class) {
      JsonNodeFactory nodes = JsonNodeFactory.instance;
      return List.of(
          DoubleNode.valueOf(number),
          nodes.arrayNode().add(number),
          nodes.objectNode().set("y", nodes.arrayNode().add(number)));
    } else if (type instanceof Class<?> plain
        && (plain.isRecord() || plain.isEnum() || SOUND.contains(plain))) {
      return List.of();
    }
    throw new AssertionError(
        "a document holds a " + type + ": teach this test where its numbers are");
  }

  private static List<Object> wrap(List<Object> bad, Function<Object, Object> wrapper) {
    return bad.stream().map(wrapper).toList();
  }

  /** Any sound value of a type. */
  private static Object good(Type type, Map<Class<?>, Record> samples) {
    if (type == String.class) {
      return "x";
    }
    if (type == Double.class) {
      return 1.0;
    }
    if (type == Long.class) {
      return 1L;
    }
    if (type == Integer.class) {
      return 1;
    }
    if (type instanceof Class<?> plain && plain.isRecord()) {
      return sample(plain, samples);
    }
    if (type == Object.class || type == JsonNode.class) {
      return JsonNodeFactory.instance.nullNode();
    }
    throw new AssertionError("teach this test a sound " + type);
  }
}
