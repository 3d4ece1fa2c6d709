package dev.stayer.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.stayer.batch.BatchConfiguration;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PooledDatabase;
import dev.stayer.store.RedactingConnection;
import dev.stayer.store.SqliteSettings;
import dev.stayer.store.Workspace;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** The few beans an owner needs; named one by one, because looking for more would cost most of the start. */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(BatchConfiguration.class)
class EngineConfiguration {
    @Bean(destroyMethod = "close")
    HikariDataSource pool(Workspace workspace) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(SqliteSettings.url(workspace.databaseFile()));
        config.setDataSourceProperties(SqliteSettings.forWriting());
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(60_000);
        config.setPoolName("stayer");
        return new HikariDataSource(config);
    }

    /** What everything writes through: no secret becomes a row. */
    @Bean
    @Primary
    DataSource dataSource(HikariDataSource pool, Redactor redactor) {
        return RedactingConnection.source(pool, redactor);
    }

    @Bean
    PlatformTransactionManager transactions(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean
    PooledDatabase database(DataSource dataSource, PlatformTransactionManager transactions) {
        return new PooledDatabase(dataSource, transactions);
    }
}
