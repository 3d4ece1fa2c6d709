package dev.stayer.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PooledDatabase;
import dev.stayer.store.RedactingConnection;
import dev.stayer.store.SqliteSettings;
import dev.stayer.store.Workspace;
import javax.sql.DataSource;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.dao.JacksonExecutionContextStringSerializer;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** The few beans an owner needs; named one by one, because looking for more would cost most of the start. */
@SpringBootConfiguration(proxyBeanMethods = false)
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

    @Bean
    JobRepository jobRepository(DataSource dataSource, PlatformTransactionManager transactions) throws Exception {
        PlainRepository factory = new PlainRepository();
        factory.setDataSource(dataSource);
        factory.setTransactionManager(transactions);
        factory.setIsolationLevelForCreate("ISOLATION_READ_COMMITTED");
        factory.setSerializer(new JacksonExecutionContextStringSerializer());
        factory.afterPropertiesSet();
        return factory.repository();
    }

    /** Gives the repository without its transaction proxy: every write already runs in a fenced transaction of ours. */
    private static final class PlainRepository extends JdbcJobRepositoryFactoryBean {
        JobRepository repository() throws Exception {
            return (JobRepository) getTarget();
        }
    }
}
