package kindling.driver.run.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * Leads what is logged in this process to the open {@link RunLog}s, whatever log4j2 is configured
 * to: Kindling's loggers from DEBUG on, all others from WARN on. To the configured appenders goes
 * what went there before. A configuration that is loaded later is extended alike.
 */
final class Log4j {
  private static final String OURS = "kindling";
  private static final String NAME = "kindling-run-log";

  private Log4j() {}

  /** Routes from now on; more than once does no harm. */
  static synchronized void route() {
    LoggerContext context =
        (LoggerContext) LogManager.getContext(Log4j.class.getClassLoader(), false);
    if (context.getConfiguration().getAppender(NAME) == null) {
      context.addPropertyChangeListener(
          change -> {
            if (LoggerContext.PROPERTY_CONFIG.equals(change.getPropertyName())) {
              extend(context);
            }
          });
      extend(context);
    }
  }

  private static synchronized void extend(LoggerContext context) {
    Configuration configuration = context.getConfiguration();
    if (configuration.getAppender(NAME) != null) {
      return;
    }
    Appender toRunLogs = new ToRunLogs(configuration);
    toRunLogs.start();
    configuration.addAppender(toRunLogs);
    configuration.getRootLogger().addAppender(toRunLogs, Level.WARN, new NotOurs());
    LoggerConfig ours = configuration.getLoggerConfig(OURS);
    if (!ours.getName().equals(OURS)) {
      ours = logger(OURS, configuration);
      Appender toRoot = new ToRoot(configuration.getRootLogger());
      toRoot.start();
      ours.addAppender(toRoot, null, null);
    }
    ours.addAppender(toRunLogs, Level.DEBUG, null);
    logger(LoggedConsole.LOGGER, configuration).addAppender(toRunLogs, null, null);
    context.updateLoggers();
  }

  private static LoggerConfig logger(String name, Configuration configuration) {
    LoggerConfig logger = new LoggerConfig(name, Level.DEBUG, false);
    configuration.addLogger(name, logger);
    return logger;
  }

  private static final class ToRunLogs extends AbstractAppender {
    /** The layout's own %d would follow the locale's calendar. */
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z' ", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private ToRunLogs(Configuration configuration) {
      super(
          NAME,
          null,
          PatternLayout.newBuilder()
              .withConfiguration(configuration)
              .withPattern("%-5p %c{1} [%t] %m%n")
              .build(),
          false,
          Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      RunLog.add(
          event.getContextData().getValue(RunLog.FOLDER),
          TIME.format(Instant.ofEpochMilli(event.getTimeMillis()))
              + getLayout().toSerializable(event));
    }
  }

  /** What the root logger would take: its level may change at any time. */
  private static final class ToRoot extends AbstractAppender {
    private final LoggerConfig root;

    private ToRoot(LoggerConfig root) {
      super(NAME + "-root", null, null, false, Property.EMPTY_ARRAY);
      this.root = root;
    }

    @Override
    public void append(LogEvent event) {
      if (event.getLevel().isMoreSpecificThan(root.getLevel())) {
        root.log(event);
      }
    }
  }

  /** Ours come by their own logger. */
  private static final class NotOurs extends AbstractFilter {
    @Override
    public Result filter(LogEvent event) {
      String logger = event.getLoggerName();
      return logger != null && logger.startsWith(OURS + ".") ? Result.DENY : Result.NEUTRAL;
    }
  }
}
