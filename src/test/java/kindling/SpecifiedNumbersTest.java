package kindling;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.Collections;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Machines and Java versions give the same bits: only numbers that are specified are computed. */
class SpecifiedNumbersTest {
  /** Their algorithms are the JDK's own affair. */
  @Test
  void randomNumbersComeFromSpecifiedGenerators() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(SplittableRandom.class, ThreadLocalRandom.class)
        .check(ProductClasses.ALL);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.random..")
        .check(ProductClasses.ALL);
    calls(Collections.class, "shuffle");
    calls(Math.class, "random");
  }

  /** Math may err by a unit in the last place, differently in each virtual machine. */
  @Test
  void transcendentalFunctionsAreThoseOfStrictMath() {
    calls(
        Math.class,
        "exp|expm1|log|log10|log1p|pow|cbrt|hypot|a?sin|a?cos|a?tan|atan2|sinh|cosh|tanh");
  }

  private static void calls(Class<?> owner, String methods) {
    noClasses()
        .should()
        .callMethodWhere(target(owner(equivalentTo(owner))).and(target(nameMatching(methods))))
        .check(ProductClasses.ALL);
  }
}
